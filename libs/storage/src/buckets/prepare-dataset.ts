import mongoose, { type Connection } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';
import type { KeptBuckets } from './bucket-store.js';

/** Index that finds records by their time, made where there is none. */
export async function ensureTimeIndex(connection: Connection, { dataset, timeField }: KeptBuckets): Promise<void> {
  const doing = `building an index of ${dataset}`;
  const database = await openDatabase(connection, doing);
  try {
    const indexes = await database.collection(dataset).indexes();
    const leads = indexes.some(
      ({ key, partialFilterExpression, sparse }) =>
        isLedBy(key, timeField) && partialFilterExpression === undefined && sparse !== true,
    );
    if (!leads) await database.collection(dataset).createIndex({ [timeField]: 1 });
  } catch (error) {
    throw classifyMongoError(error, doing);
  }
}

function isLedBy(keys: Readonly<Record<string, unknown>>, field: string): boolean {
  const [[name, direction] = []] = Object.entries(keys);
  return name === field && typeof direction === 'number'; // and no text or hash
}

/** Whether MongoDB keeps what records were before a change: it did already, does from now on, or cannot. */
export type PreImages = 'there' | 'begun' | 'none';

/**
 * Lets MongoDB keep what records were before a change. It cannot where it is too old or may not be told to; answers
 * undefined where there is no such collection.
 */
export async function keepPreImages(connection: Connection, dataset: string): Promise<PreImages | undefined> {
  const doing = `watching ${dataset}`;
  const database = await openDatabase(connection, doing);
  try {
    const found = await database.listCollections({ name: dataset }).next();
    if (found === null) return undefined;
    const images: unknown = 'options' in found ? found.options?.['changeStreamPreAndPostImages'] : undefined;
    if (typeof images === 'object' && images !== null && 'enabled' in images && images.enabled === true) return 'there';
    await database.command({ collMod: dataset, changeStreamPreAndPostImages: { enabled: true } });
    return 'begun';
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoServerError && CANNOT.has(Number(error.code))) return 'none';
    throw classifyMongoError(error, doing);
  }
}

/** Unauthorized, FailedToParse, InvalidOptions, CommandNotSupported, and an option that is not known. */
const CANNOT: ReadonlySet<number> = new Set([13, 9, 72, 115, 40415]);
