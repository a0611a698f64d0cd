import { InstantKind, instantKind } from './cell-instant.js';

/** What the text of one CSV cell can be read as: exactly one bit, the most specific. */
export const CellKind = {
  missing: 1,
  boolean: 2,
  /** At most 34 digits, no leading zero, no plus sign. */
  integer: 4,
  /** A JSON number with a fraction or an exponent that a double can hold. */
  number: 8,
  date: InstantKind.date,
  timestamp: InstantKind.timestamp,
  string: 64,
} as const;

/** The most digits that the store keeps exactly (Decimal128); a longer run of digits is text. */
const MAX_INTEGER_DIGITS = 34;

const SPACE = 0x20;
const TAB = 0x09;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

/** First byte after leading spaces and tabs. */
export function trimStart(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at += 1;
  return at;
}

/** End before trailing spaces and tabs. */
export function trimEnd(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] === SPACE || bytes[at - 1] === TAB)) at -= 1;
  return at;
}

/**
 * Reads the bytes of an unquoted cell. Spaces around it do not count, except in a string. Missing are exactly the
 * empty cell, `na`, `NA` and `null`; booleans are `true` and `false` in any case.
 */
export function cellKind(bytes: Buffer, from: number, to: number): number {
  const start = trimStart(bytes, from, to);
  const end = trimEnd(bytes, start, to);
  if (start === end) return CellKind.missing;
  const first = bytes[start];
  if (isDigit(first)) {
    const number = numberKind(bytes, start, end);
    return number === CellKind.string ? instantKind(bytes, start, end) || CellKind.string : number;
  }
  if (first === MINUS) return numberKind(bytes, start, end);
  if (isWord(bytes, start, end, 'na') || isWord(bytes, start, end, 'NA') || isWord(bytes, start, end, 'null')) {
    return CellKind.missing;
  }
  if (booleanOf(bytes, start, end) !== undefined) return CellKind.boolean;
  return CellKind.string;
}

/** The boolean that a trimmed cell spells, in any case. */
export function booleanOf(bytes: Buffer, start: number, end: number): boolean | undefined {
  if (end - start === 4 && isWordIgnoringCase(bytes, start, 'true')) return true;
  if (end - start === 5 && isWordIgnoringCase(bytes, start, 'false')) return false;
  return undefined;
}

function isWord(bytes: Buffer, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i += 1) if (bytes[start + i] !== word.charCodeAt(i)) return false;
  return true;
}

function isWordIgnoringCase(bytes: Buffer, start: number, lower: string): boolean {
  for (let i = 0; i < lower.length; i += 1) {
    if (((bytes[start + i] ?? 0) | 0x20) !== lower.charCodeAt(i)) return false;
  }
  return true;
}

function numberKind(bytes: Buffer, start: number, end: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  const digits = at;
  while (at < end && isDigit(bytes[at])) at += 1;
  const length = at - digits;
  if (length === 0 || (length > 1 && bytes[digits] === ZERO)) return CellKind.string;
  if (at === end) return length <= MAX_INTEGER_DIGITS ? CellKind.integer : CellKind.string;
  if (bytes[at] === DOT) {
    const fraction = at + 1;
    at = fraction;
    while (at < end && isDigit(bytes[at])) at += 1;
    if (at === fraction) return CellKind.string;
  }
  const hasExponent = at < end && ((bytes[at] ?? 0) | 0x20) === 0x65;
  if (hasExponent) {
    at += 1;
    if (bytes[at] === MINUS || bytes[at] === 0x2b) at += 1;
    const exponent = at;
    while (at < end && isDigit(bytes[at])) at += 1;
    if (at === exponent) return CellKind.string;
  }
  if (at !== end) return CellKind.string;
  const mayOverflow = hasExponent || length > 300;
  if (mayOverflow && !Number.isFinite(Number(bytes.toString('latin1', start, end)))) return CellKind.string;
  return CellKind.number;
}
