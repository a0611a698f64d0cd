import type { ResultRow } from './result-row.js';

interface Column {
  readonly title: string;
  readonly text: (row: ResultRow) => string;
}

const NONE = '–';
/** Title of the column that explains a contender: left out where lines are short. */
export const LEGEND = 'what it is';

function number(value: number | undefined, digits = 0): string {
  if (value === undefined || !Number.isFinite(value)) return NONE;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Three significant digits without an exponent. */
function short(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NONE;
  return number(value, value < 10 ? 2 : value < 100 ? 1 : 0);
}

const dataset: Column = { title: 'data set', text: (row) => row.dataset };
const contender: Column = { title: 'contender', text: (row) => row.contender };
const rate: Column = { title: 'records/s', text: (row) => number(row.recordsPerSecond) };
const megabytes: Column = { title: 'MB/s', text: (row) => short(row.megabytesPerSecond) };
const cpu: Column = { title: 'CPU s per 1 M', text: (row) => short(row.cpuSecondsPerMillionRecords) };
const mongod: Column = { title: 'mongod CPU s per 1 M', text: (row) => short(row.mongodCpuSecondsPerMillionRecords) };
const rss: Column = {
  title: 'peak RSS MB',
  text: (row) => number(row.peakRssBytes === undefined ? undefined : row.peakRssBytes / 1e6),
};
const count: Column = { title: 'records', text: (row) => number(row.count) };
const what: Column = { title: LEGEND, text: (row) => row.what };

/** The columns of each part of the benchmark, in the order in which the parts are told. */
const TABLES: readonly { readonly part: string; readonly title: string; readonly columns: readonly Column[] }[] = [
  {
    part: 'consume',
    title: 'Topic to MongoDB',
    columns: [dataset, contender, rate, megabytes, cpu, mongod, rss, count, what],
  },
  {
    part: 'memory',
    title: 'Memory over a long run',
    columns: [
      dataset,
      contender,
      count,
      rate,
      rss,
      {
        title: 'RSS MB at each tenth',
        text: (row) => (row.rssBytesAtTenths ?? []).map((bytes) => number(bytes / 1e6)).join(' '),
      },
    ],
  },
  {
    part: 'produce',
    title: 'Wide CSV file to topic, start of the process included',
    columns: [contender, rate, megabytes, cpu, rss, count, what],
  },
  {
    part: 'latency',
    title: 'Produce to queryable',
    columns: [
      { title: 'load', text: (row) => row.what },
      { title: 'p50 ms', text: (row) => short(row.latencyP50Ms) },
      { title: 'p99 ms', text: (row) => short(row.latencyP99Ms) },
      { title: 'max ms', text: (row) => short(row.latencyMaxMs) },
      { title: 'reached records/s', text: (row) => number(row.recordsPerSecond) },
      count,
    ],
  },
  {
    part: 'query',
    title: 'Pages of 100 records over HTTP',
    columns: [
      dataset,
      contender,
      { title: 'pages/s', text: (row) => number(row.pagesPerSecond) },
      { title: 'CPU ms a page', text: (row) => short(row.cpuMillisecondsPerPage) },
      rss,
      what,
    ],
  },
  {
    part: 'explore',
    title: 'Questions of explorers',
    columns: [
      { title: 'question', text: (row) => row.what },
      contender,
      { title: 'p50 ms', text: (row) => short(row.latencyP50Ms) },
      { title: 'p99 ms', text: (row) => short(row.latencyP99Ms) },
      rate,
      rss,
    ],
  },
];

/** A table as text: its heading, the titles of its columns, its lines. */
export interface TextTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** One table for each part that was measured. */
export function textTables(rows: readonly ResultRow[]): TextTable[] {
  return TABLES.flatMap(({ part, title, columns }) => {
    const lines = rows.filter((row) => row.part === part).map((row) => columns.map(({ text }) => text(row)));
    return lines.length === 0 ? [] : [{ title, head: columns.map((column) => column.title), lines }];
  });
}
