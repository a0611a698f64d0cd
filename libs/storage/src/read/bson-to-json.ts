import mongoose from 'mongoose';
import { BsonType } from '../write/bson-type.js';
import type { JsonBytes } from './json-bytes.js';
import type { Projection } from './projection.js';

const { BSON } = mongoose.mongo;

/** Element types that JSON records never become, but documents of others may hold. */
const RareType = {
  undefined: 0x06,
  objectId: 0x07,
  regex: 0x0b,
  dbPointer: 0x0c,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  timestamp: 0x11,
  maxKey: 0x7f,
  minKey: 0xff,
} as const;

const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/**
 * Writes the BSON document at `start` as JSON in one pass and answers where it ends. int64 and Decimal128 keep all
 * digits as JSON numbers; dates are ISO strings, ObjectIds hex, binaries base64; what JSON has no number for is null;
 * all else is MongoDB Extended JSON. Names may occur twice where the document has them twice.
 */
export function bsonToJson(bson: Buffer, start: number, out: JsonBytes, projection?: Projection): number {
  return container(bson, start, out, false, projection);
}

/** Writes the value of that BSON type at `at` as JSON, by the rules of {@link bsonToJson}, and answers where it ends. */
export function valueToJson(bson: Buffer, type: number, at: number, out: JsonBytes): number {
  return value(bson, type, at, out);
}

function container(bson: Buffer, start: number, out: JsonBytes, isArray: boolean, projection?: Projection): number {
  const end = start + bson.readInt32LE(start);
  out.byte(isArray ? 0x5b : 0x7b);
  let first = true;
  for (let at = start + 4; at < end - 1;) {
    const type = bson[at] as number;
    const nameAt = at + 1;
    let nameEnd = nameAt;
    while (bson[nameEnd] !== 0) nameEnd += 1;
    // Objects within an array are cut as the array is.
    const part =
      isArray || projection === undefined
        ? (projection ?? true)
        : projection.get(bson.toString('utf8', nameAt, nameEnd));
    if (part === undefined) {
      at = valueEnd(bson, type, nameEnd + 1);
      continue;
    }
    if (!first) out.byte(COMMA);
    first = false;
    if (!isArray) {
      out.string(bson, nameAt, nameEnd);
      out.byte(COLON);
    }
    at = value(bson, type, nameEnd + 1, out, part === true ? undefined : part);
  }
  out.byte(isArray ? 0x5d : 0x7d);
  return end;
}

function value(bson: Buffer, type: number, at: number, out: JsonBytes, projection?: Projection): number {
  switch (type) {
    case BsonType.double:
      out.double(bson.readDoubleLE(at));
      return at + 8;
    case BsonType.string:
    case RareType.symbol: {
      const end = at + 4 + bson.readInt32LE(at);
      out.string(bson, at + 4, end - 1);
      return end;
    }
    case BsonType.object:
      return container(bson, at, out, false, projection);
    case BsonType.array:
      return container(bson, at, out, true, projection);
    case BsonType.boolean:
      out.word(bson[at] === 1 ? TRUE : FALSE);
      return at + 1;
    case BsonType.date:
      out.instant(bson.readInt32LE(at + 4) * 2 ** 32 + bson.readUInt32LE(at));
      return at + 8;
    case BsonType.null:
    case RareType.undefined:
      out.word(NULL);
      return at;
    case BsonType.int32:
      out.integer(bson.readInt32LE(at));
      return at + 4;
    case BsonType.int64:
      int64(bson, at, out);
      return at + 8;
    case BsonType.decimal128:
      decimal128(bson, at, out);
      return at + 16;
    case RareType.objectId:
      quoted(bson.toString('hex', at, at + 12), out);
      return at + 12;
    case BsonType.binary:
      return binary(bson, at, out);
    default:
      return rare(bson, type, at, out);
  }
}

function int64(bson: Buffer, at: number, out: JsonBytes): void {
  const high = bson.readInt32LE(at + 4);
  if (high === 0) out.ascii(String(bson.readUInt32LE(at)));
  else out.ascii(String(bson.readBigInt64LE(at)));
}

function decimal128(bson: Buffer, at: number, out: JsonBytes): void {
  // The constructor keeps the bytes it is given, and toString reads them now.
  const text = new BSON.Decimal128(bson.subarray(at, at + 16)).toString();
  out.ascii(/^-?\d/.test(text) ? text : 'null');
}

function binary(bson: Buffer, at: number, out: JsonBytes): number {
  const end = at + 5 + bson.readInt32LE(at);
  // Subtype 2 repeats the length.
  quoted(bson.toString('base64', bson[at + 4] === 2 ? at + 9 : at + 5, end), out);
  return end;
}

function quoted(text: string, out: JsonBytes): void {
  out.byte(QUOTE);
  out.ascii(text);
  out.byte(QUOTE);
}

/** Extended JSON of one value. */
function rare(bson: Buffer, type: number, at: number, out: JsonBytes): number {
  const text = Buffer.from(BSON.EJSON.stringify(exactValue(bson, type, at)));
  out.reserve(text.length);
  out.length += text.copy(out.bytes, out.length);
  return valueEnd(bson, type, at);
}

/** The value at `at` with its BSON type kept, by way of a document of its own. */
export function exactValue(bson: Buffer, type: number, at: number): unknown {
  const end = valueEnd(bson, type, at);
  const document = Buffer.alloc(end - at + 8);
  document.writeInt32LE(document.length, 0);
  document[4] = type;
  document[5] = 0x76;
  bson.copy(document, 7, at, end);
  return BSON.deserialize(document, { promoteValues: false, bsonRegExp: true })['v'];
}

/** Where the value at `at` ends. */
export function valueEnd(bson: Buffer, type: number, at: number): number {
  switch (type) {
    case BsonType.double:
    case BsonType.date:
    case BsonType.int64:
    case RareType.timestamp:
      return at + 8;
    case BsonType.string:
    case RareType.code:
    case RareType.symbol:
      return at + 4 + bson.readInt32LE(at);
    case BsonType.object:
    case BsonType.array:
    case RareType.codeWithScope:
      return at + bson.readInt32LE(at);
    case BsonType.binary:
      return at + 5 + bson.readInt32LE(at);
    case RareType.objectId:
      return at + 12;
    case BsonType.boolean:
      return at + 1;
    case RareType.regex:
      return bson.indexOf(0, bson.indexOf(0, at) + 1) + 1;
    case RareType.dbPointer:
      return at + 4 + bson.readInt32LE(at) + 12;
    case BsonType.int32:
      return at + 4;
    case BsonType.decimal128:
      return at + 16;
    default:
      return at;
  }
}
