import { STORED_KEY } from '@sluice/contracts';
import mongoose from 'mongoose';
import { type Projection, projectionOf } from '../read/projection.js';
import { decodeCursor } from './cursor.js';
import { isPlainPath } from './field-expression.js';
import { invalidParameter } from './invalid-parameter.js';
import { knownField } from './known-field.js';
import { jsonOperand } from './operand.js';
import { expectedValue } from './parse-value.js';
import { mayBeArray, type QueryField, type QueryFields } from './query-field.js';
import { splitNames } from './split-list.js';

/** A request for the latest record of each key, not yet checked against the dataset. */
export interface LatestRequest {
  /** Field whose values are the keys; by default the record's key. */
  readonly by?: string | undefined;
  /** The keys wanted; all where there are none. */
  readonly keys?: readonly string[] | undefined;
  /** Lists of fields to send. */
  readonly fields?: readonly string[] | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface LatestPlan {
  readonly dataset: string;
  readonly by: QueryField;
  /** Absent for all keys. */
  readonly keys?: readonly unknown[];
  /** Key of the last record of the page before. */
  readonly after?: unknown;
  /** What the cursor of this request says of its order. */
  readonly order: string;
  readonly limit: number;
  readonly projection?: Projection;
}

const MAX_KEYS = 1_000;

/** Checks a request against the fields of its dataset. @throws SluiceError REQUEST_INVALID that names the parameter */
export function planLatest(dataset: string, fields: QueryFields, request: LatestRequest): LatestPlan {
  const by = knownField(fields, request.by ?? STORED_KEY, 'by');
  if (!isPlainPath(by.path) || mayBeArray(by)) throw invalidParameter('by', 'a field of single values', STORED_KEY);
  const keys = request.keys?.flatMap((key) => keyOf(by, key));
  if (keys !== undefined && (keys.length === 0 || keys.length > MAX_KEYS)) {
    throw invalidParameter('key', `1 to ${MAX_KEYS} keys`, expectedValue(by).example);
  }
  const order = `latest ${JSON.stringify(by.path)}`;
  const [after] = request.cursor === undefined ? [] : decodeCursor(request.cursor, dataset, order, 1).values;
  const wanted = request.fields?.flatMap(splitNames).map((name) => knownField(fields, name, 'fields').path);
  return {
    dataset,
    by,
    order,
    limit: request.limit,
    ...(keys === undefined ? {} : { keys }),
    ...(after === undefined ? {} : { after }),
    ...(wanted === undefined || wanted.length === 0 ? {} : { projection: projectionOf(wanted) }),
  };
}

function keyOf(by: QueryField, key: string): unknown[] {
  const values = jsonOperand(key).values(by);
  if (values.length > 0) return values;
  const { expected, example } = expectedValue(by);
  throw invalidParameter('key', expected, example);
}

const { Binary, ObjectId } = mongoose.mongo.BSON;

/** The least value of each kind that a key may be of, in the order of values. */
export const LEAST_KEYS: readonly unknown[] = [
  -Infinity,
  '',
  new Binary(Buffer.alloc(0)),
  new ObjectId('0'.repeat(24)),
  false,
  new Date(-8.64e15),
];
