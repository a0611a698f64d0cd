import { storedFieldName } from '@sluice/contracts';
import mongoose from 'mongoose';

const { BSON, Decimal128, Double, Int32, Long } = mongoose.mongo;
const INT32 = 0x7fffffff;

/** A JSON number that keeps its text, as JSON.parse would lose the difference of 1 and 1.0. */
export class NumberText {
  constructor(readonly text: string) {}
}

/** Lone surrogates replaced, by way of UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** What a value is stored as, by the words of the transcoder's contract and with the public BSON classes. */
function stored(value: unknown): unknown {
  if (value instanceof NumberText) return storedNumber(value.text);
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return value.map(stored);
  if (value instanceof Map) return new Map([...value].map(([name, item]) => [wellFormed(String(name)), stored(item)]));
  return value;
}

function storedNumber(text: string): unknown {
  if (/[.eE]/.test(text)) return new Double(Number(text));
  const integer = BigInt(text);
  if (integer >= -INT32 - 1 && integer <= INT32) return new Int32(Number(integer));
  if (BigInt.asIntN(64, integer) === integer) return Long.fromBigInt(integer);
  return text.replace('-', '').length <= 34 ? Decimal128.fromString(text) : new Double(Number(text));
}

/** The document that a record with these fields (the last of equal names only) becomes. */
export function referenceDocument(id: unknown, timestamp: number, record: ReadonlyMap<string, unknown>): Buffer {
  const document = new Map<string, unknown>([
    ['_id', id],
    ['_ts', new Date(timestamp)],
  ]);
  for (const [name, value] of record) document.set(storedFieldName(wellFormed(name)), stored(value));
  return Buffer.from(BSON.serialize(document));
}

/** What JSON.parse makes of a record, and what a stored document holds, in one shape for both. */
export function comparable(value: unknown, isRecord = false): unknown {
  if (typeof value === 'bigint' || value instanceof Decimal128) return Number(value.toString());
  // -0 as an integer is 0.
  if (typeof value === 'number') return value === 0 ? 0 : value;
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return value.map((item) => comparable(item));
  if (typeof value !== 'object' || value === null) return value;
  const named = Object.entries(value).map(([name, item]): [string, unknown] => {
    const written = wellFormed(name);
    return [isRecord ? storedFieldName(written) : written, comparable(item)];
  });
  return new Map(named);
}
