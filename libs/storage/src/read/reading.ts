import { SluiceError } from '@sluice/contracts';
import mongoose, { type Connection, type mongo } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';

export interface ReadOptions {
  /** Ends the query when whoever asked has gone. */
  readonly signal?: AbortSignal;
}

/**
 * Reads from a dataset, once more where an election or a lost connection came between.
 * @throws SluiceError transient while MongoDB is away or too slow
 */
export async function reading<T>(
  connection: Connection,
  dataset: string,
  { signal }: ReadOptions,
  read: (database: mongo.Db) => Promise<T>,
): Promise<T> {
  const doing = `reading from ${dataset}`;
  const database = await openDatabase(connection, doing);
  try {
    return await read(database).catch((error: unknown) => {
      if (signal?.aborted || !isWorthAnotherTry(error)) throw error;
      return read(database);
    });
  } catch (error) {
    throw readingError(error, dataset, signal);
  }
}

/** What an error of a read means; that whoever asked has gone ends the query as a time limit does. */
export function readingError(error: unknown, dataset: string, signal?: AbortSignal): SluiceError {
  const doing = `reading from ${dataset}`;
  if (signal?.aborted) return new SluiceError('QUERY_TIMEOUT', `${doing}: whoever asked has gone`, { cause: error });
  return classifyMongoError(error, doing);
}

/** An election or a lost connection, as the driver's own retry of reads sees it; not that there is no server at all. */
function isWorthAnotherTry(error: unknown): boolean {
  if (error instanceof mongoose.mongo.MongoServerSelectionError) return false;
  return classifyMongoError(error, 'reading').code === 'STORE_UNAVAILABLE';
}
