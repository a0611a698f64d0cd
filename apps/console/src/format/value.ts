import type { Field, StoredRecord } from '../api/answers.js';
import { type Json, writeJson } from '../api/json.js';
import { formatDate, formatInstant, type Zone } from './time.js';

export interface ShownValue {
  readonly text: string;
  readonly kind: 'missing' | 'null' | 'number' | 'text' | 'boolean' | 'date' | 'nested';
}

const MISSING: ShownValue = { text: '·', kind: 'missing' };
const SHOWN = 400;

/** A field of a record; `undefined` where the record lacks it. Names such as `constructor` are fields like others. */
export function valueOf(record: StoredRecord, name: string): Json | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** How a value is shown in a cell: dates in the zone, long texts cut off. */
export function showValue(value: Json | undefined, field: Pick<Field, 'format'> | undefined, zone: Zone): ShownValue {
  if (value === undefined) return MISSING;
  if (value === null) return { text: 'null', kind: 'null' };
  if (typeof value === 'number' || typeof value === 'bigint') return { text: String(value), kind: 'number' };
  if (typeof value === 'boolean') return { text: String(value), kind: 'boolean' };
  if (typeof value === 'object') return { text: cut(writeJson(value)), kind: 'nested' };
  const date = field?.format === undefined ? undefined : new Date(value);
  if (date === undefined || Number.isNaN(date.getTime())) return { text: cut(value), kind: 'text' };
  return { text: field?.format === 'date' ? formatDate(date) : formatInstant(date, zone), kind: 'date' };
}

function cut(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
