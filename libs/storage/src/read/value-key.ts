import { BsonType } from '../write/bson-type.js';
import { numberAt } from './bson-scalar.js';
import { valueEnd, valueToJson } from './bson-to-json.js';
import { JsonBytes } from './json-bytes.js';

/** What a missing value and null have in common. */
export const NO_VALUE = '';

/**
 * A text that two values have in common where they are equal: numbers whatever their width, everything else byte for
 * byte; null is like a missing value. Integers beyond 2^53 count as their nearest double.
 */
export function valueKey(bson: Buffer, type: number, at: number): string {
  switch (type) {
    case 0:
    case BsonType.null:
      return NO_VALUE;
    case BsonType.string:
      return `s${bson.toString('latin1', at + 4, at + 3 + bson.readInt32LE(at))}`;
    case BsonType.double:
    case BsonType.int32:
    case BsonType.int64:
    case BsonType.decimal128:
      return `n${numberAt(bson, type, at)}`;
    default:
      return `${String.fromCharCode(type)}${bson.toString('latin1', at, valueEnd(bson, type, at))}`;
  }
}

const json = new JsonBytes(1_024);

/** A value as JSON text; null where it is missing. */
export function valueText(bson: Buffer, type: number, at: number): string {
  if (type === 0) return 'null';
  json.clear();
  valueToJson(bson, type, at, json);
  return json.toBuffer().toString();
}

/** Milliseconds since the epoch as JSON text of an ISO date; null beyond the years that JavaScript knows. */
export function instantText(instant: number): string {
  json.clear();
  json.instant(instant);
  return json.toBuffer().toString();
}
