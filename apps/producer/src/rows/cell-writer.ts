import {
  booleanOf,
  cellKind,
  CellKind,
  type CompiledField,
  JsonType,
  trimEnd,
  trimStart,
  typeNames,
  writeInstant,
} from '@sluice/schema';
import { DOUBLED } from './csv-scanner.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const HEX = Buffer.from('0123456789abcdef');
const SHORT_ESCAPES: Readonly<Record<number, number>> = { 8: 0x62, 9: 0x74, 10: 0x6e, 12: 0x66, 13: 0x72 };
const WORDS = { null: Buffer.from('null'), true: Buffer.from('true'), false: Buffer.from('false') };

/** The most JSON bytes that one cell can take beyond six for each of its own bytes. */
export const CELL_OVERHEAD = 32;

/** One CSV column, made ready to write cell after cell. */
export interface ColumnPlan {
  /** `"name":` with a comma before it, except at the first column. */
  readonly prefix: Buffer;
  readonly name: string;
  readonly field: CompiledField;
  /** Every cell but a missing one is written as it is, as a string. */
  readonly isText: boolean;
}

export function planColumn(name: string, index: number, field: CompiledField): ColumnPlan {
  const isText = (field.types & ~JsonType.null) === JsonType.string && field.date === undefined;
  return { prefix: Buffer.from(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`), name, field, isText };
}

/**
 * Writes one cell as the JSON value that its column's schema allows, the most specific first.
 * @returns the position after it, or -1 where the schema allows none.
 */
export function writeCell(
  out: Buffer,
  at: number,
  plan: ColumnPlan,
  bytes: Buffer,
  start: number,
  end: number,
  flags: number,
): number {
  const { types, date } = plan.field;
  const kind = cellKind(bytes, start, end);
  if (kind === CellKind.missing) {
    if ((types & JsonType.null) !== 0) return copy(out, at, WORDS.null, 0, 4);
    return canBeText(plan.field) ? writeString(out, at, bytes, start, end, flags) : -1;
  }
  if (plan.isText || kind === CellKind.string) {
    return canBeText(plan.field) ? writeString(out, at, bytes, start, end, flags) : -1;
  }
  const from = trimStart(bytes, start, end);
  const to = trimEnd(bytes, from, end);
  if (kind === CellKind.integer || kind === CellKind.number) {
    const wanted = kind === CellKind.integer ? JsonType.integer | JsonType.number : JsonType.number;
    if ((types & wanted) !== 0) return copy(out, at, bytes, from, to);
  } else if (kind === CellKind.boolean) {
    const word = booleanOf(bytes, from, to) === true ? WORDS.true : WORDS.false;
    if ((types & JsonType.boolean) !== 0) return copy(out, at, word, 0, word.length);
  } else if (date === 'date-time' || (date === 'date' && kind === CellKind.date)) {
    out[at] = QUOTE;
    const close = date === 'date' ? copy(out, at + 1, bytes, from, to) : writeInstant(out, at + 1, bytes, from, to);
    out[close] = QUOTE;
    return close + 1;
  }
  return canBeText(plan.field) ? writeString(out, at, bytes, start, end, flags) : -1;
}

/** Why {@link writeCell} refused: names column and types, never the content. */
export function mismatch(plan: ColumnPlan, bytes: Buffer, start: number, end: number): string {
  const kind = cellKind(bytes, start, end);
  const found = Object.entries(CellKind).find(([, bit]) => bit === kind)?.[0] ?? 'string';
  const expected = plan.field.date ?? typeNames(plan.field.types & ~JsonType.null);
  return `column ${JSON.stringify(plan.name)}: found ${found}, expected ${expected}`;
}

function canBeText(field: CompiledField): boolean {
  return (field.types & JsonType.string) !== 0 && field.date === undefined;
}

function copy(out: Buffer, at: number, bytes: Buffer, start: number, end: number): number {
  let next = at;
  for (let i = start; i < end; i += 1) out[next++] = bytes[i] ?? 0;
  return next;
}

function writeString(out: Buffer, at: number, bytes: Buffer, start: number, end: number, flags: number): number {
  let next = at;
  out[next++] = QUOTE;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH) {
      out[next++] = byte;
    } else {
      next = writeEscape(out, next, byte);
      if (byte === QUOTE && (flags & DOUBLED) !== 0) i += 1;
    }
  }
  out[next++] = QUOTE;
  return next;
}

function writeEscape(out: Buffer, at: number, byte: number): number {
  let next = at;
  out[next++] = BACKSLASH;
  if (byte >= 0x20) {
    out[next++] = byte;
    return next;
  }
  const short = SHORT_ESCAPES[byte];
  if (short !== undefined) {
    out[next++] = short;
    return next;
  }
  next += out.write('u00', next, 'latin1');
  out[next++] = HEX[byte >> 4] ?? 0;
  out[next++] = HEX[byte & 15] ?? 0;
  return next;
}
