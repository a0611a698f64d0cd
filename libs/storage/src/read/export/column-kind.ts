import { SluiceError } from '@sluice/contracts';
import { BsonType } from '../../write/bson-type.js';
import { valueToJson } from '../bson-to-json.js';
import { JsonBytes } from '../json-bytes.js';
import type { Column } from './record-format.js';

/**
 * What a column of a typed file holds: integers of 64 bits, doubles, truth values, milliseconds since 1970 in UTC, or
 * texts. Columns of several types, of objects or of arrays hold texts, JSON where a value is none.
 */
export type ColumnKind = 'int64' | 'float64' | 'bool' | 'timestamp' | 'text';

export function columnKind({ types, isDate }: Column): ColumnKind {
  if (isDate) return 'timestamp';
  const kinds = [...types].filter((type) => type !== 'null');
  if (kinds.length === 0) return 'text';
  if (kinds.every((type) => type === 'integer')) return 'int64';
  if (kinds.every((type) => type === 'integer' || type === 'number')) return 'float64';
  if (kinds.every((type) => type === 'boolean')) return 'bool';
  return 'text';
}

/**
 * The integer at `at`; undefined where the value is no number.
 * @throws SluiceError QUERY_TOO_LARGE where it has more than 64 bits or a fraction, rather than to change it
 */
export function integerAt(bson: Buffer, type: number, at: number, { name }: Column): bigint | undefined {
  switch (type) {
    case BsonType.int32:
      return BigInt(bson.readInt32LE(at));
    case BsonType.int64:
      return bson.readBigInt64LE(at);
    case BsonType.double: {
      const value = bson.readDoubleLE(at);
      if (Number.isSafeInteger(value)) return BigInt(value);
      throw misfit(name);
    }
    case BsonType.decimal128:
      throw misfit(name);
    default:
      return undefined;
  }
}

const json = new JsonBytes(4_096);

/** Bytes of the text at `at`: of a string as it is, of another value as JSON. Valid until the next call. */
export function textBytes(bson: Buffer, type: number, at: number): Buffer {
  if (type === BsonType.string) return bson.subarray(at + 4, at + 3 + bson.readInt32LE(at));
  json.clear();
  valueToJson(bson, type, at, json);
  const isQuoted = json.bytes[0] === QUOTE;
  return json.bytes.subarray(isQuoted ? 1 : 0, isQuoted ? json.length - 1 : json.length);
}

const QUOTE = 0x22;

function misfit(name: string): SluiceError {
  const how = 'export it as CSV or NDJSON, or leave it out by `fields`';
  return new SluiceError('QUERY_TOO_LARGE', `writing column ${name}: a value is no integer of 64 bits; ${how}`, {
    context: { field: name },
  });
}
