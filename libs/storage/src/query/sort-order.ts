import { SluiceError, STORED_ID } from '@sluice/contracts';
import mongoose, { type mongo } from 'mongoose';
import { isPlainPath, nullableExpression } from './field-expression.js';
import { mayBeArray, type QueryField } from './query-field.js';

const { Decimal128, Double, Int32, Long, ObjectId, Binary, Timestamp } = mongoose.mongo.BSON;
type Condition = mongo.Filter<mongo.Document>;

export interface SortKey {
  readonly field: QueryField;
  readonly direction: 1 | -1;
}

/** Types in MongoDB's order of values; null and missing are one and come before all but minKey. */
const TYPE_ORDER = [
  'null',
  'number',
  'string',
  'object',
  'array',
  'binData',
  'objectId',
  'bool',
  'date',
  'timestamp',
  'regex',
];
const AFTER_REGEX = ['dbPointer', 'javascript', 'javascriptWithScope', 'maxKey'];

/** Whether the sort can be said in a `find`; else keys are computed, which no index helps. */
export function isPlainSort(keys: readonly SortKey[]): boolean {
  return keys.every(({ field }) => isPlainPath(field.path) && !mayBeArray(field));
}

/** Records after one whose keys have these values, for a plain sort. */
export function afterInMatchLanguage(keys: readonly SortKey[], values: readonly unknown[]): Condition {
  const steps: Condition[] = [];
  const equal: Condition[] = [];
  for (const [i, { field, direction }] of keys.entries()) {
    const path = field.path.join('.');
    for (const beyond of beyondValue(path, values[i], direction)) steps.push({ $and: [...equal, beyond] });
    equal.push({ [path]: { $eq: values[i] } });
  }
  return { $or: steps };
}

/** Records after one whose keys have these values, in the order of values as a whole. */
export function afterInExpressions(keys: readonly SortKey[], values: readonly unknown[]): Condition {
  const steps: object[] = [];
  const equal: object[] = [];
  for (const [i, { field, direction }] of keys.entries()) {
    const pair = [nullableExpression(field.path), { $literal: values[i] }];
    steps.push({ $and: [...equal, { [direction === 1 ? '$gt' : '$lt']: pair }] });
    equal.push({ $eq: pair });
  }
  return { $expr: { $or: steps } };
}

/** Stages that sort by computed keys; records come as `{ k: { k0: { v }, … }, r: record }`. */
export function computedSort(keys: readonly SortKey[]): mongo.Document[] {
  const names = keys.map((_, i) => `k${i}`);
  // Within an object, values are ordered as a whole, arrays too.
  const computed = keys.map(({ field }, i) => [names[i], { v: nullableExpression(field.path) }]);
  const order = keys.map(({ direction }, i): [string, 1 | -1] => [`k.${names[i]}`, direction]);
  return [
    { $project: { _id: 0, k: Object.fromEntries(computed) as object, r: '$$ROOT' } },
    { $sort: Object.fromEntries(order) },
  ];
}

function beyondValue(path: string, value: unknown, direction: 1 | -1): Condition[] {
  const at = TYPE_ORDER.indexOf(orderedType(value));
  const conditions: Condition[] = [];
  if (direction === 1) {
    if (isNaN(value)) conditions.push({ [path]: { $gte: -Infinity } });
    else if (at > 0) conditions.push({ [path]: { $gt: value } });
    conditions.push({ [path]: { $type: withoutArrays([...TYPE_ORDER.slice(at + 1), ...AFTER_REGEX]) } });
    return conditions;
  }
  if (at > 0 && !isNaN(value)) conditions.push({ [path]: { $lt: value } });
  if (at === 1 && !isNaN(value)) conditions.push({ [path]: { $eq: Number.NaN } });
  const lower = withoutArrays(['minKey', ...TYPE_ORDER.slice(1, Math.max(at, 1))]);
  // Every record has an id; asked for the one whose id is null, MongoDB would leave the index that gives the order.
  if (path === STORED_ID && at > 0) lower.push('null');
  else if (at > 0) conditions.push({ [path]: { $eq: null } });
  conditions.push({ [path]: { $type: lower } });
  return conditions;
}

/** A plain sort has none, and asked for arrays MongoDB would walk the whole index. */
function withoutArrays(types: readonly string[]): string[] {
  return types.filter((type) => type !== 'array');
}

function isNaN(value: unknown): boolean {
  if (value instanceof Double) return Number.isNaN(value.value);
  if (value instanceof Decimal128) return value.toString() === 'NaN';
  return Number.isNaN(value);
}

/** Type of a deserialised value in {@link TYPE_ORDER}. Throws where a sort cannot go on from such a value. */
export function orderedType(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || value instanceof Double || value instanceof Int32) return 'number';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Long || value instanceof Decimal128) return 'number';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof Date) return 'date';
  if (value instanceof Binary) return 'binData';
  if (value instanceof ObjectId) return 'objectId';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'object' && isPlainObject(value)) return 'object';
  throw new SluiceError(
    'REQUEST_INVALID',
    'going on in a sort: the sorted field holds a value that has no place in it',
  );
}

/** Not of a class of BSON, and no RegExp. */
function isPlainObject(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype && !('_bsontype' in value);
}
