import mongoose from 'mongoose';
import { BsonType } from '../write/bson-type.js';

const { Decimal128 } = mongoose.mongo.BSON;

/** The number at `at` as a double, rounded where it has more digits; NaN where the type is none of numbers. */
export function numberAt(bson: Buffer, type: number, at: number): number {
  switch (type) {
    case BsonType.double:
      return bson.readDoubleLE(at);
    case BsonType.int32:
      return bson.readInt32LE(at);
    case BsonType.int64:
      return bson.readInt32LE(at + 4) * 2 ** 32 + bson.readUInt32LE(at);
    case BsonType.decimal128:
      return Number(new Decimal128(bson.subarray(at, at + 16)).toString());
    default:
      return Number.NaN;
  }
}

/** Milliseconds since the epoch of the date at `at`; NaN for any other type. */
export function instantAt(bson: Buffer, type: number, at: number): number {
  return type === BsonType.date ? bson.readInt32LE(at + 4) * 2 ** 32 + bson.readUInt32LE(at) : Number.NaN;
}

/** A number, or a date as milliseconds since the epoch; NaN for anything else. */
export function measureAt(bson: Buffer, type: number, at: number): number {
  return type === BsonType.date ? instantAt(bson, type, at) : numberAt(bson, type, at);
}
