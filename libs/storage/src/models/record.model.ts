import { STORED_ID, STORED_TIMESTAMP } from '@sluice/contracts';
import { type Connection, type Model, Schema } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';

/** A stored record: `_id`, `_ts`, perhaps `_key`, and the record's own fields. */
export type StoredRecord = Record<string, unknown>;

const recordSchema = new Schema<StoredRecord>(
  { [STORED_ID]: Schema.Types.Mixed, [STORED_TIMESTAMP]: Date },
  { strict: false, versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
).index({ [STORED_TIMESTAMP]: 1, [STORED_ID]: 1 });

/** The model of a dataset's records. It touches nothing yet. */
export function recordModel(connection: Connection, collection: string): Model<StoredRecord> {
  return connection.models[collection] ?? connection.model<StoredRecord>(collection, recordSchema, collection);
}

/** The model, its collection and indexes made where they are missing. Throws STORE_UNAVAILABLE while MongoDB is away. */
export async function prepareRecordModel(connection: Connection, collection: string): Promise<Model<StoredRecord>> {
  const database = await openDatabase(connection, `making collection ${collection}`);
  const model = recordModel(connection, collection);
  try {
    await database.createCollection(collection).catch((error: unknown) => {
      if (!isExisting(error)) throw error;
    });
    await model.createIndexes();
  } catch (error) {
    throw classifyMongoError(error, `making collection ${collection}`);
  }
  return model;
}

const NAMESPACE_EXISTS = 48;

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === NAMESPACE_EXISTS;
}
