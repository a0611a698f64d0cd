import { type Connection, type Model, Schema } from 'mongoose';

/** A top-level field of a dataset's records. */
export interface DatasetField {
  /** The record's own name. */
  readonly name: string;
  /** Name in the stored document. */
  readonly storedName: string;
  /** JSON types seen: null, boolean, integer, number, string, object, array. */
  readonly types: readonly string[];
  /** Set where strings are stored as BSON dates. */
  readonly date?: 'date' | 'date-time';
}

/** A schema that records of a dataset have had. */
export interface DatasetSchemaVersion {
  readonly fingerprint: string;
  readonly since: Date;
  /** JSON text; absent where it was not kept. */
  readonly schemaText?: string;
}

/** What is known of a collection of records. */
export interface DatasetDocument {
  /** Name of the collection. */
  readonly _id: string;
  /** The connector that wrote last. */
  readonly connector: string;
  readonly topics: readonly string[];
  readonly fields: readonly DatasetField[];
  /** Current JSON Schema as JSON text, since field names hold dots and `$`. */
  readonly schemaText?: string;
  readonly fingerprint?: string;
  readonly schemaVersions: DatasetSchemaVersion[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Rises with each change; guards concurrent ones. */
  readonly revision: number;
}

export const DATASETS_COLLECTION = '_sluice_datasets';

const fieldSchema = new Schema<DatasetField>(
  { name: String, storedName: String, types: [String], date: String },
  { _id: false },
);

const versionSchema = new Schema<DatasetSchemaVersion>(
  { fingerprint: String, since: Date, schemaText: String },
  { _id: false },
);

const datasetSchema = new Schema<DatasetDocument>(
  {
    _id: String,
    connector: String,
    topics: [String],
    fields: [fieldSchema],
    schemaText: String,
    fingerprint: String,
    schemaVersions: [versionSchema],
    revision: Number,
  },
  { versionKey: false, timestamps: true, autoIndex: false, autoCreate: false },
);

export function datasetModel(connection: Connection): Model<DatasetDocument> {
  const known = connection.models['Dataset'] as Model<DatasetDocument> | undefined;
  return known ?? connection.model<DatasetDocument>('Dataset', datasetSchema, DATASETS_COLLECTION);
}
