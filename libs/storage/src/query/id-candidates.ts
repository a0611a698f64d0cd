import mongoose from 'mongoose';
import { parseTime } from './parse-value.js';

const { Binary, Decimal128, Long, ObjectId } = mongoose.mongo.BSON;

/** The ids that a text may stand for, as the JSON of a record shows them: most are strings. */
export function idCandidates(text: string): unknown[] {
  const candidates: unknown[] = [text];
  if (/^-?\d{1,34}$/.test(text)) {
    candidates.push(text.replace('-', '').length <= 18 ? Long.fromString(text) : Decimal128.fromString(text));
  } else if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) candidates.push(Number(text));
  if (text === 'true' || text === 'false') candidates.push(text === 'true');
  if (/^[\da-f]{24}$/.test(text)) candidates.push(ObjectId.createFromHexString(text));
  const instant = parseTime(text);
  if (instant) candidates.push(instant);
  if (/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(text)) {
    candidates.push(new Binary(Buffer.from(text, 'base64')));
  }
  const embedded = text.startsWith('{') ? embeddedId(text) : undefined;
  if (embedded) candidates.push(embedded);
  return candidates;
}

/** An id made of several fields, in their order. Names like operators are no fields of such an id. */
function embeddedId(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Object.keys(value).some((name) => name.startsWith('$'))) {
      return undefined;
    }
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withDates(part)]));
  } catch {
    // Not JSON, then the text is the id.
    return undefined;
  }
}

function withDates(value: unknown): unknown {
  return (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? parseTime(value) : undefined) ?? value;
}
