import type { Field } from '../api/answers.js';
import { typedInstant, formatInstant, type Zone } from '../format/time.js';
import { unquote } from '../format/names.js';
import type { Filter, Operator } from './filters.js';

/** What somebody may choose for a field; some stand for an operator of the API with a fixed value. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly op: Operator;
  readonly value?: string;
}

const EQUAL: readonly Choice[] = [
  { id: 'eq', label: 'is', op: 'eq' },
  { id: 'ne', label: 'is not', op: 'ne' },
];
const ORDER: readonly Choice[] = [
  { id: 'gt', label: 'greater than', op: 'gt' },
  { id: 'gte', label: 'at least', op: 'gte' },
  { id: 'lt', label: 'less than', op: 'lt' },
  { id: 'lte', label: 'at most', op: 'lte' },
];
const TIME: readonly Choice[] = [
  { id: 'gte', label: 'from', op: 'gte' },
  { id: 'gt', label: 'after', op: 'gt' },
  { id: 'lt', label: 'before', op: 'lt' },
  { id: 'lte', label: 'up to', op: 'lte' },
];
const TEXT: readonly Choice[] = [
  { id: 'contains', label: 'contains', op: 'contains' },
  { id: 'prefix', label: 'starts with', op: 'prefix' },
];
const LISTS: readonly Choice[] = [
  { id: 'in', label: 'is one of', op: 'in' },
  { id: 'nin', label: 'is none of', op: 'nin' },
];
const PRESENCE: readonly Choice[] = [
  { id: 'null', label: 'is null or missing', op: 'eq', value: 'null' },
  { id: 'notNull', label: 'has a value', op: 'ne', value: 'null' },
  { id: 'exists', label: 'exists', op: 'exists', value: 'true' },
  { id: 'missing', label: 'is missing', op: 'exists', value: 'false' },
];

const SIGNS: Readonly<Record<Operator, string>> = {
  eq: '=',
  ne: '≠',
  gt: '>',
  gte: '≥',
  lt: '<',
  lte: '≤',
  in: 'in',
  nin: 'not in',
  exists: 'exists',
  prefix: 'starts with',
  contains: 'contains',
};

/** What may be asked of a field, the likeliest first. */
export function choicesOf(field: Field | undefined): readonly Choice[] {
  const types = new Set(field?.types.filter((type) => type !== 'null'));
  if (field?.format) return [...TIME, ...EQUAL, ...LISTS, ...PRESENCE];
  if (types.size === 0 || types.has('array')) return [...EQUAL, ...ORDER, ...TEXT, ...LISTS, ...PRESENCE];
  const isNumber = types.has('number') || types.has('integer');
  const isText = types.has('string');
  if (!isNumber && !isText) return [...EQUAL, ...PRESENCE];
  return [
    ...EQUAL,
    ...(isNumber ? ORDER : []),
    ...(isText ? TEXT : []),
    ...LISTS,
    ...(isText && !isNumber ? ORDER : []),
    ...PRESENCE,
  ];
}

/** The choice that a filter was made by. */
export function choiceOf(filter: Filter, field: Field | undefined): Choice {
  const choices = choicesOf(field);
  const fixed = choices.find(({ op, value }) => op === filter.op && value === filter.value);
  const found = fixed ?? choices.find(({ op, value }) => op === filter.op && value === undefined);
  return found ?? { id: filter.op, label: SIGNS[filter.op], op: filter.op };
}

/** The value of a filter as the API reads it, of what was typed. */
export function typedValue(text: string, { op }: Choice, field: Field | undefined, zone: Zone): string {
  if (field?.format && op !== 'in' && op !== 'nin') return typedInstant(text, zone);
  const isText = field !== undefined && field.types.every((type) => type === 'string' || type === 'null');
  // Elsewhere null is null, and quotes are not part of the text.
  const isTaken = text === 'null' || /^"[^]*"$/.test(text);
  return isText && field.types.length > 0 && (op === 'eq' || op === 'ne') && isTaken ? JSON.stringify(text) : text;
}

/** The value of a filter for somebody who changes it. */
export function editableValue(filter: Filter, field: Field | undefined, zone: Zone): string {
  return shownValue(filter, field, zone);
}

/** `V1 ≥ 23` */
export function describeFilter(filter: Filter, field: Field | undefined, zone: Zone): string {
  const { op, value } = filter;
  if (op === 'exists') return `${filter.field} ${value === 'false' ? 'is missing' : 'exists'}`;
  if (value === 'null' && op === 'eq') return `${filter.field} is null or missing`;
  if (value === 'null' && op === 'ne') return `${filter.field} has a value`;
  return `${filter.field} ${SIGNS[op]} ${shownValue(filter, field, zone)}`;
}

function shownValue({ op, value }: Filter, field: Field | undefined, zone: Zone): string {
  const isInstant = field?.format === 'date-time' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
  if (isInstant) return formatInstant(new Date(value), zone);
  return op === 'eq' || op === 'ne' ? unquote(value) : value;
}
