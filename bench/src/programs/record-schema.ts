import { type ConnectOptions, Schema } from 'mongoose';
import { DATASETS, type DatasetName } from '../datasets.js';
import { DURABLE, jobValue } from './job.js';

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/** The Mongoose path that a developer would write for a JSON Schema: every field declared with its type. */
function pathOf({ type, format, properties, items }: JsonSchema): unknown {
  if (properties !== undefined) return new Schema(pathsOf(properties), { _id: false });
  if (items !== undefined) return [pathOf(items)];
  const types = new Set([type ?? []].flat());
  if (types.has('number') || types.has('integer')) return Number;
  if (types.has('boolean')) return Boolean;
  if (format === 'date-time') return Date;
  return types.has('string') ? String : Schema.Types.Mixed;
}

function pathsOf(properties: Readonly<Record<string, JsonSchema>>): Record<string, never> {
  const paths = Object.entries(properties).map(([name, property]) => [name, pathOf(property)]);
  return Object.fromEntries(paths) as Record<string, never>; // Mongoose's types want literal definitions
}

/** The model's name in Nest's container. */
export const RECORD = 'Record';

/** The schema of the data set that the job names. */
export function recordSchema(): Schema {
  const { schema } = DATASETS[jobValue('DATASET') as DatasetName]; // set by the benchmark
  const { properties = {} } = schema as JsonSchema;
  return new Schema(pathsOf(properties), {
    collection: jobValue('COLLECTION'),
    versionKey: false,
    autoIndex: false,
    autoCreate: false,
    writeConcern: { w: 'majority', j: true },
  });
}

export const MONGOOSE_OPTIONS: ConnectOptions = { dbName: jobValue('DATABASE'), writeConcern: DURABLE };
