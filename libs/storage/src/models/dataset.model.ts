import { type Connection, type Model, Schema } from 'mongoose';

/** Collection of the catalogue. No dataset may have a name that begins like it. */
export const DATASETS_COLLECTION = '_sluice_datasets';

/** A top-level field that stored records have had. */
export interface DatasetField {
  /** The record's own name, as in the file or message. */
  readonly name: string;
  /** The name in the stored document. */
  readonly storedName: string;
  /** JSON types seen: null, boolean, integer, number, string, object, array. Dates are strings. */
  readonly types: string[];
  /** Set where strings are stored as dates. */
  readonly date?: 'date-time' | 'date';
}

/** A dataset as the catalogue holds it. */
export interface DatasetDocument {
  /** Name of the dataset and of its collection. */
  readonly _id: string;
  readonly connector: string;
  readonly topics: string[];
  /** JSON Schema registered last, as text: MongoDB takes no names with dots or `$` in such places lightly. */
  readonly schemaText?: string;
  readonly fingerprint?: string;
  readonly fields: DatasetField[];
  /** Fingerprints in the order of their first appearance. */
  readonly schemaVersions: { readonly fingerprint: string; readonly since: Date }[];
  /** Rises with each change. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The Mongoose model of the catalogue; made once a connection. */
export function datasetModel(connection: Connection): Model<DatasetDocument> {
  const known = connection.models[DATASETS_COLLECTION] as Model<DatasetDocument> | undefined; // made below
  return known ?? connection.model<DatasetDocument>(DATASETS_COLLECTION, datasetSchema(), DATASETS_COLLECTION);
}

function datasetSchema(): Schema<DatasetDocument> {
  const field = {
    name: { type: String, required: true },
    storedName: { type: String, required: true },
    types: [String],
    date: String,
  };
  return new Schema<DatasetDocument>(
    {
      _id: { type: String, required: true },
      connector: { type: String, required: true },
      topics: [String],
      schemaText: String,
      fingerprint: String,
      fields: [{ _id: false, ...field }],
      schemaVersions: [{ _id: false, fingerprint: String, since: Date }],
      revision: { type: Number, required: true },
    },
    { versionKey: false, timestamps: true, autoCreate: false, autoIndex: false },
  );
}
