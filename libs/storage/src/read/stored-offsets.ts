import { STORED_ID } from '@sluice/contracts';
import type { Connection, mongo } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';
import { positionIdPrefix } from '../write/record-identity.js';

const BATCH = 10_000;

/**
 * Tells the offset of every document with an id `topic#partition#offset`, from the index of ids alone.
 * @throws SluiceError transient while MongoDB is away
 */
export async function storedOffsets(
  connection: Connection,
  collection: string,
  topic: string,
  partition: number,
  onOffset: (offset: number) => void,
): Promise<void> {
  const doing = `reading the ids of ${collection}`;
  const database = await openDatabase(connection, doing);
  const prefix = positionIdPrefix(topic, partition).toString();
  // The character after the # that ends the prefix.
  const range = { $gte: prefix, $lt: `${prefix.slice(0, -1)}$` } as unknown as mongo.ObjectId; // ids are strings here
  const cursor = database
    .collection(collection)
    .find({ [STORED_ID]: range }, { projection: { [STORED_ID]: 1 }, batchSize: BATCH });
  try {
    for await (const document of cursor) onOffset(Number(String(document[STORED_ID]).slice(prefix.length)));
  } catch (error) {
    throw classifyMongoError(error, doing);
  }
}
