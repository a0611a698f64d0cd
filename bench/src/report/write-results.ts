import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import { format } from 'prettier';
import { inClone } from '../bed.js';
import { chart } from './chart.js';
import { LEGEND, type TextTable, textTables } from './format.js';
import { type Machine, machineText } from './machine.js';
import type { Results } from './result-row.js';
import { judge, type TargetResult } from './targets.js';

/** What was written by hand below this line stays. */
const BY_HAND = '<!-- below: by hand -->';

function verdicts(results: readonly TargetResult[]): TextTable[] {
  if (results.length === 0) return [];
  const lines = results.map(({ target, wanted, reached, isMet }) => [
    target,
    wanted,
    reached,
    isMet ? 'met' : 'missed',
  ]);
  return [{ title: 'Targets', head: ['against', 'wanted', 'reached', ''], lines }];
}

function onTerminal({ title, head, lines }: TextTable): string {
  const shown = head.flatMap((name, i) => (name === LEGEND ? [] : [i]));
  const pick = (cells: readonly string[]): string[] => shown.map((i) => cells[i] ?? '');
  const table = new Table({ head: pick(head), style: { head: [], border: [], compact: true } });
  for (const line of lines) table.push(pick(line));
  return `\n${title}\n${table.toString()}`;
}

function inMarkdown({ title, head, lines }: TextTable): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`## ${title}`, '', row(head), row(head.map(() => '---')), ...lines.map(row), ''].join('\n');
}

function page(results: Results, machine: Machine, tables: readonly TextTable[], byHand: string): string {
  return [
    '# Results',
    '',
    `Written by \`make bench\`: ${machineText(machine)}. Contenders take turns on the same broker and mongod; each figure is the median of its rounds. README.md beside this file says what is measured and how.`,
    '',
    '![Topic to MongoDB](RESULTS.svg)',
    '',
    ...tables.map(inMarkdown),
    ...[...results.absent, ...results.failures].map((failure) => `- ${failure.split('\n')[0]}`),
    '',
    BY_HAND,
    byHand,
  ].join('\n');
}

function handWritten(path: string): string {
  try {
    return readFileSync(path, 'utf8').split(BY_HAND)[1] ?? '';
  } catch {
    return ''; // the first time
  }
}

/**
 * Prints the tables, writes `bench/out/results.json` and, beside it, RESULTS.md with its chart; a run that may be kept
 * writes those two to `bench/`.
 */
export async function writeResults(results: Results, machine: Machine, keep: boolean): Promise<void> {
  const tables = [...textTables(results.rows), ...verdicts(judge(results.rows))];
  process.stdout.write(`${tables.map(onTerminal).join('\n')}\n\n${machineText(machine)}\n`);
  for (const failure of [...results.absent, ...results.failures]) process.stdout.write(`\n${failure}\n`);
  const out = inClone('bench/out');
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'results.json'), `${JSON.stringify(results.rows, undefined, 2)}\n`);
  writeFileSync(join(out, 'machine.json'), `${JSON.stringify(machine, undefined, 2)}\n`);
  const folder = keep ? inClone('bench') : out;
  const path = join(folder, 'RESULTS.md');
  const text = page(results, machine, tables, handWritten(path));
  writeFileSync(path, await format(text, { parser: 'markdown', printWidth: 120 }));
  writeFileSync(join(folder, 'RESULTS.svg'), chart(results.rows));
}
