import { STORED_ID, STORED_TIMESTAMP } from '@sluice/contracts';
import { type Connection, type Model, Schema } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';

/** A stored record: what Sluice adds; all other fields are the record's own. */
export interface StoredRecord {
  readonly _id: unknown;
  readonly _ts: Date;
  readonly _key?: unknown;
}

/**
 * The model of a dataset's collection. The collection and its index by time are there when the promise resolves.
 * @throws SluiceError transient while MongoDB is away
 */
export async function recordModel(connection: Connection, collection: string): Promise<Model<StoredRecord>> {
  const doing = `preparing collection ${collection}`;
  await openDatabase(connection, doing);
  const known = connection.models[collection] as Model<StoredRecord> | undefined; // models are keyed by collection
  const model = known ?? connection.model<StoredRecord>(collection, recordSchema(), collection);
  try {
    await model.createCollection();
    await model.createIndexes();
  } catch (error) {
    throw classifyMongoError(error, doing);
  }
  return model;
}

function recordSchema(): Schema<StoredRecord> {
  const schema = new Schema<StoredRecord>(
    { _id: Schema.Types.Mixed, _ts: Date, _key: Schema.Types.Mixed },
    { strict: false, versionKey: false, autoCreate: false, autoIndex: false },
  );
  schema.index({ [STORED_TIMESTAMP]: 1, [STORED_ID]: 1 });
  return schema;
}
