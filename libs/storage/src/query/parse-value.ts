import mongoose from 'mongoose';
import { parseInstant } from '../write/parse-instant.js';
import type { QueryField } from './query-field.js';

const { Decimal128, Long } = mongoose.mongo.BSON;

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const MAX_INT64 = 2n ** 63n;
const MAX_DECIMAL_DIGITS = 34;
const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d(?:\.\d+)?)?([Zz]|[+\- ]\d\d(?::?\d\d)?)?)?$/;

/**
 * The values that a text may stand for in a field, as BSON values; none where it fits no type of the field. `null` is
 * null anywhere; a text in double quotes is a string and nothing else.
 */
export function parseValue({ types, isDate }: QueryField, text: string): unknown[] {
  if (text === 'null') return [null];
  // Of arrays an element is compared, whose types are not known.
  const any = types.size === 0 || types.has('array') || (types.size === 1 && types.has('null'));
  const has = (type: string): boolean => any || types.has(type);
  const strings = has('string') && !isDate;
  const quoted = unquoted(text);
  if (quoted !== undefined) return strings ? [quoted] : [];
  const values: unknown[] = [];
  const number = has('integer') || has('number') ? parseNumber(text) : undefined;
  if (number !== undefined) values.push(number);
  if (has('boolean') && /^(?:true|false)$/.test(text)) values.push(text === 'true');
  const instant = isDate || any ? parseTime(text) : undefined;
  if (instant !== undefined) values.push(instant);
  if (strings) values.push(text);
  return values;
}

/** What a text of the field must be, and one that would do, for messages. */
export function expectedValue({ types, isDate }: QueryField): { expected: string; example: string } {
  if (isDate) return { expected: 'a date or date-time', example: '2015-02-04T17:51:00Z' };
  if (types.has('number')) return { expected: 'a number', example: '23.5' };
  if (types.has('integer')) return { expected: 'a number', example: '100' };
  if (types.has('boolean')) return { expected: 'true or false', example: 'true' };
  if (types.has('object')) return { expected: 'null, or a place within it such as name.part', example: 'null' };
  return { expected: 'a text', example: 'pos' };
}

/** The text within double quotes, by JSON's rules. */
export function unquoted(text: string): string | undefined {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    // Not a quoted text, then it stands for itself.
    return undefined;
  }
}

/** Exact up to int64 and 34 digits; a JavaScript number beyond and for fractions. */
function parseNumber(text: string): unknown {
  if (INTEGER.test(text)) {
    const value = BigInt(text.replace(/^\+/, ''));
    if (value >= -MAX_INT64 && value < MAX_INT64) return Long.fromBigInt(value);
    const digits = value.toString();
    if (digits.replace('-', '').length <= MAX_DECIMAL_DIGITS) return Decimal128.fromString(digits);
  }
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/**
 * A date, or a date and time with or without seconds and zone; without a zone it is UTC. A blank before a zone is
 * the plus sign that HTML forms make a blank of.
 */
export function parseTime(text: string): Date | undefined {
  const [, date, time, seconds = ':00', zone = 'Z'] = INSTANT.exec(text) ?? [];
  if (date === undefined) return undefined;
  const full = Buffer.from(time === undefined ? date : `${date}T${time}${seconds}${zone.replace(' ', '+')}`);
  const instant = parseInstant(full, 0, full.length, time === undefined ? 'date' : 'date-time');
  return Number.isNaN(instant) ? undefined : new Date(instant);
}
