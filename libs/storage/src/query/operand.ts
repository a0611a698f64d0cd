import mongoose from 'mongoose';
import { parseTime, parseValue } from './parse-value.js';
import type { QueryField } from './query-field.js';
import { splitList } from './split-list.js';

const { Long } = mongoose.mongo.BSON;

/** What a filter compares with, not yet read by the type of a field. */
export interface Operand {
  /** As the request gave it, for messages. */
  readonly shown: string;
  /** The BSON values that it may stand for; none where it fits no type of the field. */
  values(field: QueryField): unknown[];
  /** Its members; undefined where it is no list. */
  list(): Operand[] | undefined;
  flag(): boolean | undefined;
  text(): string | undefined;
}

/** An operand of a URL: its text is read by the type of the field, and commas make a list. */
export function textOperand(text: string): Operand {
  return {
    shown: JSON.stringify(text.slice(0, 100)),
    values: (field) => parseValue(field, text),
    list: () => splitList(text).map(textOperand),
    flag: () => (text === 'true' || text === 'false' ? text === 'true' : undefined),
    text: () => text,
  };
}

/**
 * An operand of a JSON body: numbers, booleans and null are themselves. A string is a text where the field has texts
 * and else read as in a URL, since JSON has no dates and JavaScript no integers beyond 2^53.
 */
export function jsonOperand(value: unknown): Operand {
  return {
    shown: (JSON.stringify(value) ?? 'nothing').slice(0, 100),
    values: (field) => jsonValues(field, value),
    list: () => (Array.isArray(value) ? value.map(jsonOperand) : undefined),
    flag: () => (typeof value === 'boolean' ? value : undefined),
    text: () => (typeof value === 'string' ? value : undefined),
  };
}

function jsonValues(field: QueryField, value: unknown): unknown[] {
  if (value === null) return [null];
  const { types, isDate } = field;
  const has = (...wanted: string[]): boolean =>
    types.size === 0 ||
    types.has('array') ||
    (types.size === 1 && types.has('null')) ||
    wanted.some((type) => types.has(type));
  switch (typeof value) {
    case 'boolean':
      return has('boolean') ? [value] : [];
    case 'number':
      if (!has('integer', 'number')) return [];
      return [Number.isSafeInteger(value) ? Long.fromNumber(value) : value];
    case 'string': {
      if (isDate || !has('string')) return value === 'null' ? [] : parseValue(field, value);
      const instant = types.size === 0 ? parseTime(value) : undefined;
      return instant === undefined ? [value] : [instant, value];
    }
    default:
      return [];
  }
}
