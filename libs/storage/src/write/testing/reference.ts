import { storedFieldName } from '@sluice/contracts';
import mongoose from 'mongoose';

const { BSON, Decimal128, Double, Int32, Long } = mongoose.mongo;
const INT32 = 0x7fffffff;

/** A JSON number that keeps its text, as JSON.parse would lose the difference of 1 and 1.0. */
export class NumberText {
  constructor(readonly text: string) {}
}

/** What a value is stored as, by the words of the transcoder's contract and with the public BSON classes. */
function stored(value: unknown): unknown {
  if (value instanceof NumberText) return storedNumber(value.text);
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(stored);
  if (value instanceof Map)
    return new Map([...value].map(([name, item]) => [String(name).toWellFormed(), stored(item)]));
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
  for (const [name, value] of record) document.set(storedFieldName(name.toWellFormed()), stored(value));
  return Buffer.from(BSON.serialize(document));
}
