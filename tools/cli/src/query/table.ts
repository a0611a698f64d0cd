import Table from 'cli-table3';
import { stringifyJson } from '@sluice/client';
import { harmless } from '../harmless.js';

/** A column is not cut below this, its padding included. */
const LEAST = 12;
const PADDING = 2;
const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const WHOLE_SECONDS = /^(\d{4}-\d\d-\d\dT[\d:]{8})\.000Z$/;

export interface FittedTable {
  readonly text: string;
  /** Columns that found no room. */
  readonly left: readonly string[];
}

/** Rows as a table of at most `width` columns of text: long cells are cut, and columns left out at the end. */
export function tableText(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
  width?: number,
): FittedTable {
  const cells = rows.map((row) => columns.map((column) => cellText(row[column])));
  const widths = columns.map(
    (column, i) => cells.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), column.length) + PADDING,
  );
  // A time that is cut tells nothing.
  const least = columns.map((column, i) => (isTimes(rows, column) ? (widths[i] ?? LEAST) : LEAST));
  const fitted = width === undefined ? undefined : fit(widths, width, least);
  const count = fitted?.length ?? columns.length;
  const table = new Table({
    head: columns.slice(0, count).map((column) => harmless(column)),
    style: { head: [], border: [], compact: true },
    colAligns: columns.slice(0, count).map((column) => (isNumeric(rows, column) ? 'right' : 'left')),
    ...(fitted === undefined ? {} : { colWidths: [...fitted] }),
  });
  table.push(...cells.map((row) => row.slice(0, count)));
  return { text: table.toString(), left: columns.slice(count) };
}

/**
 * Widths that fit, of as many columns as do. The widest are cut first.
 * @param least below which a column is not cut
 */
export function fit(widths: readonly number[], width: number, least: readonly number[] = []): number[] {
  const cut = (one: number, i: number, cap: number): number => Math.min(one, Math.max(cap, least[i] ?? LEAST));
  const total = (of: readonly number[], cap: number): number =>
    of.reduce((sum, one, i) => sum + cut(one, i, cap), of.length + 1); // and a border beside each
  let some = [...widths];
  while (some.length > 1 && total(some, LEAST) > width) some = some.slice(0, -1);
  let cap = Math.max(...some, LEAST);
  while (cap > LEAST && total(some, cap) > width) cap -= 1;
  // The only column is cut to what there is.
  return some.length === 1 ? some.map((one) => Math.min(one, cap)) : some.map((one, i) => cut(one, i, cap));
}

/** A value on one line; times without the milliseconds that they do not have, numbers with 12 digits. */
export function cellText(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value.replace(WHOLE_SECONDS, '$1Z') : stringifyJson(rounded(value));
  return harmless(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(12)) : value;
}

function isTimes(rows: readonly Readonly<Record<string, unknown>>[], column: string): boolean {
  const values = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
  return values.length > 0 && values.every((value) => typeof value === 'string' && TIME.test(value));
}

function isNumeric(rows: readonly Readonly<Record<string, unknown>>[], column: string): boolean {
  const values = rows.map((row) => row[column]).filter((value) => value !== null && value !== undefined);
  return values.length > 0 && values.every((value) => typeof value === 'number' || typeof value === 'bigint');
}
