import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { inClone } from '../bed.js';
import { median } from '../measure/statistics.js';
import { type Machine, machineText } from '../report/machine.js';
import type { ReadersResult } from './readers.js';

const PAGE = 'docs/reliability.md';
const [BEGIN, END] = ['<!-- written by make soak -->', '<!-- end of soak -->'];
/** A soak shorter than this is no result to keep. */
const WHOLE_MINUTES = 30;
const RSS_GROWTH = 1.1;
const LATENCY_GROWTH = 1.5;

export interface Minute {
  readonly minute: number;
  readonly recordsPerSecond: number;
  /** Records acknowledged by the broker that are not stored. */
  readonly lag: number;
  readonly rssBytes: number;
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
  readonly latencyMaxMs: number;
}

export interface SoakResult {
  readonly minutes: readonly Minute[];
  readonly maxRate: number;
  readonly rate: number;
  readonly sent: number;
  readonly stored: number;
  readonly refused: number;
  /** Lines of the consumer's log that are no information. */
  readonly errors: readonly string[];
  readonly readers: ReadersResult;
}

export function tellMinute(one: Minute): void {
  console.log(cellsOf(one).join('  '));
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function cellsOf({
  minute,
  recordsPerSecond,
  lag,
  rssBytes,
  latencyP50Ms,
  latencyP99Ms,
  latencyMaxMs,
}: Minute): string[] {
  return [minute, recordsPerSecond, lag, rssBytes / 1e6, latencyP50Ms, latencyP99Ms, latencyMaxMs].map(number);
}

/** The figure in the first third, after which all is warm, and in the last. */
function thirds(minutes: readonly Minute[], of: (minute: Minute) => number): { first: number; last: number } {
  const third = Math.max(1, Math.floor(minutes.length / 3));
  return { first: median(minutes.slice(0, third).map(of)), last: median(minutes.slice(-third).map(of)) };
}

/** What a soak must not show; nothing where all is well. */
export function verdictOf({ minutes, sent, stored, refused, errors, readers }: SoakResult): string[] {
  const rss = thirds(minutes, ({ rssBytes }) => rssBytes);
  const latency = thirds(minutes, ({ latencyP99Ms }) => latencyP99Ms);
  return [
    ...(stored === sent && refused === 0
      ? []
      : [`${number(sent)} acknowledged, ${number(stored)} stored, ${refused} refused`]),
    ...(rss.last <= rss.first * RSS_GROWTH ? [] : [`memory grows: ${number(rss.first)} to ${number(rss.last)} bytes`]),
    ...(latency.last <= latency.first * LATENCY_GROWTH
      ? []
      : [`latency grows: ${number(latency.first)} to ${number(latency.last)} ms`]),
    ...errors.map((line) => `the consumer complained: ${line}`),
    ...(readers.failed === 0 ? [] : [`${readers.failed} replies failed`]),
  ];
}

/** Prints the result and, after a whole soak, writes it into docs/reliability.md. */
export async function writeResult(result: SoakResult, machine: Machine): Promise<void> {
  const text = markdown(result, machine);
  console.log(`\n${text}`);
  if (result.minutes.length < WHOLE_MINUTES || verdictOf(result).length > 0) return;
  const path = inClone(PAGE);
  const page = readFileSync(path, 'utf8');
  const before = page.slice(0, page.indexOf(BEGIN) + BEGIN.length);
  const written = `${before}\n\n${text}\n\n${page.slice(page.indexOf(END))}`;
  writeFileSync(path, await format(written, { ...(await resolveConfig(path)), filepath: path }));
}

function markdown({ minutes, maxRate, rate, sent, stored, readers }: SoakResult, machine: Machine): string {
  const shown = minutes.filter(({ minute }) => minute === 1 || minute % 5 === 0 || minute === minutes.length);
  const head = ['minute', 'records/s', 'lag', 'consumer RSS MB', 'p50 ms', 'p99 ms', 'max ms'];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    `${minutes.length} minutes at ${number(rate)} records/s, ${Math.round((rate / maxRate) * 100)} % of the ${number(maxRate)} that producer, broker, consumer and store reach together on this machine: ${number(sent)} records acknowledged, ${number(stored)} stored, no error. Latency is from producing a record to finding it by a query, 20 times a second.`,
    '',
    row(head),
    row(head.map(() => '--:')),
    ...shown.map((minute) => row(cellsOf(minute))),
    '',
    `${readers.connections} readers of pages of 100 records, each asking again at once, while records are stored as fast as possible: ${number(readers.pages)} pages (${number(readers.pagesPerSecond)}/s; p50 ${number(readers.latencyP50Ms)} ms, p99 ${number(readers.latencyP99Ms)} ms), ${readers.failed} without a good reply; ${number(readers.storedBeside)} records/s stored beside them, ${number(readers.storedAlone)} without.`,
    '',
    `${machineText(machine)}.`,
  ].join('\n');
}
