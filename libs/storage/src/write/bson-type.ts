import { JsonType } from '@sluice/schema';

/** Element types of BSON 1.1 that JSON text becomes. */
export const BsonType = {
  double: 0x01,
  string: 0x02,
  object: 0x03,
  array: 0x04,
  binary: 0x05,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  int32: 0x10,
  int64: 0x12,
  decimal128: 0x13,
} as const;

/** JsonType bit of each element type that a JSON value is first written as. */
export const JSON_TYPE_OF = new Uint8Array(32);
JSON_TYPE_OF[BsonType.double] = JsonType.number;
JSON_TYPE_OF[BsonType.string] = JsonType.string;
JSON_TYPE_OF[BsonType.object] = JsonType.object;
JSON_TYPE_OF[BsonType.array] = JsonType.array;
JSON_TYPE_OF[BsonType.boolean] = JsonType.boolean;
JSON_TYPE_OF[BsonType.null] = JsonType.null;
JSON_TYPE_OF[BsonType.int32] = JsonType.integer;
JSON_TYPE_OF[BsonType.int64] = JsonType.integer;
JSON_TYPE_OF[BsonType.decimal128] = JsonType.integer;

/** End of the element at `at` in a valid document. */
export function elementEnd(bytes: Buffer, at: number): number {
  const value = bytes.indexOf(0, at + 1) + 1;
  switch (bytes[at]) {
    case BsonType.double:
    case BsonType.date:
    case BsonType.int64:
      return value + 8;
    case BsonType.string:
      return value + 4 + bytes.readInt32LE(value);
    case BsonType.object:
    case BsonType.array:
      return value + bytes.readInt32LE(value);
    case BsonType.binary:
      return value + 5 + bytes.readInt32LE(value);
    case BsonType.boolean:
      return value + 1;
    case BsonType.int32:
      return value + 4;
    case BsonType.decimal128:
      return value + 16;
    default:
      return value;
  }
}

/** Position of the element `name` in the document at `start`, or -1. */
export function findElement(bytes: Buffer, start: number, end: number, name: Buffer): number {
  for (let at = start + 4; at < end - 1; at = elementEnd(bytes, at)) {
    const after = at + 1 + name.length;
    if (bytes[after] === 0 && bytes.compare(name, 0, name.length, at + 1, after) === 0) return at;
  }
  return -1;
}

/**
 * Removes the elements at `starts` and closes the gaps.
 * @returns the new end of what ended at `end`
 */
export function removeElements(bytes: Buffer, starts: number[], end: number): number {
  starts.sort((a, b) => a - b);
  let to = starts[0] ?? end;
  for (const [i, start] of starts.entries()) {
    const from = elementEnd(bytes, start);
    const until = starts[i + 1] ?? end;
    bytes.copyWithin(to, from, until);
    to += until - from;
  }
  return to;
}
