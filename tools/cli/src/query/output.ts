import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { stringifyJson } from '@sluice/client';
import { csvLine } from './csv.js';
import { tableText } from './table.js';

/** What Sluice adds to a record; in a table behind its own fields. */
const ADDED = new Set(['_id', '_ts', '_key']);

export const OUTPUTS = ['table', 'json', 'csv'] as const;

export interface OutputFlags {
  readonly output: (typeof OUTPUTS)[number];
}

/** One row of an answer: columns and values. */
export type Row = Readonly<Record<string, unknown>>;

export function outputFlag(command: Command): Command {
  return command.addOption(
    new Option('-o, --output <format>', 'table; json: a line each; csv: exact, by RFC 4180')
      .choices(OUTPUTS)
      .default('table'),
  );
}

/** Writes to standard output, as fast as it is taken. */
export async function emit(text: string | Uint8Array): Promise<void> {
  if (text.length > 0 && !process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** A remark for people, on standard error. */
export function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * Prints rows: as a table that fits the terminal, as CSV, or as the lines of JSON in `json`.
 * @param columns in this order; those of the rows, in theirs, where none are given
 */
export async function printRows(
  { output }: OutputFlags,
  rows: readonly Row[],
  { columns = columnsOf(rows), json = rows }: { columns?: readonly string[]; json?: readonly unknown[] } = {},
): Promise<void> {
  switch (output) {
    case 'json':
      return emit(json.map((one) => `${stringifyJson(one)}\n`).join(''));
    case 'csv':
      if (columns.length === 0) return;
      return emit([columns, ...rows.map((row) => columns.map((column) => row[column]))].map(csvLine).join(''));
    default:
      return printTable(columns, rows);
  }
}

async function printTable(columns: readonly string[], rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return remark('Nothing there.');
  const width = terminalWidth();
  const { text, left } = tableText(columns, rows, width);
  await emit(`${text}\n`);
  if (left.length > 0) {
    const names = left.length > 5 ? `${left.slice(0, 5).join(', ')} …` : left.join(', ');
    remark(`No room for ${left.length} columns: ${names}; a wider terminal, or --output csv or json, has them.`);
  }
}

/** Columns of the terminal; undefined where the output goes elsewhere and nothing says. */
export function terminalWidth(): number | undefined {
  const width = process.stdout.columns ?? Number(process.env['COLUMNS']);
  return width > 0 ? width : undefined;
}

/** Columns of records for people: their own fields, then what was added, unless the fields were named. */
export function recordColumns(rows: readonly Row[], named?: readonly string[]): string[] {
  const columns = columnsOf(rows);
  if (named !== undefined) return columns;
  return [...columns.filter((name) => !ADDED.has(name)), ...columns.filter((name) => ADDED.has(name))];
}

function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
