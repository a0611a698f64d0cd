import type { ResultRow } from './result-row.js';

/** A target of the project, and how far this run is. */
export interface TargetResult {
  readonly target: string;
  readonly wanted: string;
  readonly reached: string;
  readonly isMet: boolean;
}

type Measure = 'recordsPerSecond' | 'cpuSecondsPerMillionRecords' | 'pagesPerSecond' | 'latencyP99Ms' | 'peakRssBytes';
const MAX_RSS_MB = 250;
/** From the third tenth on, when buffers and compiled code are there. */
const FLAT_GROWTH = 1.1;

/** The targets that the rows can decide. */
export function judge(rows: readonly ResultRow[]): TargetResult[] {
  const value = (part: string, dataset: string, contender: string, measure: Measure): number | undefined =>
    rows.find((row) => row.part === part && row.dataset === dataset && row.contender === contender)?.[measure];
  const results: TargetResult[] = [];
  const atLeast = (target: string, wanted: number, ours: number | undefined, theirs: number | undefined): void => {
    if (ours === undefined || theirs === undefined) return;
    const ratio = ours / theirs;
    results.push({ target, wanted: `≥ ${wanted} ×`, reached: `${ratio.toFixed(2)} ×`, isMet: ratio >= wanted });
  };
  const atMost = (target: string, limit: number, unit: string, found: number | undefined): void => {
    if (found === undefined) return;
    results.push({
      target,
      wanted: `≤ ${limit} ${unit}`,
      reached: `${found.toFixed(1)} ${unit}`,
      isMet: found <= limit,
    });
  };
  const rate = (dataset: string, contender: string): number | undefined =>
    value('consume', dataset, contender, 'recordsPerSecond');
  const cpu = (dataset: string, contender: string): number | undefined =>
    value('consume', dataset, contender, 'cpuSecondsPerMillionRecords');
  for (const [dataset, faster, leaner] of [
    ['wide', 5, 8],
    ['small', 6, 9],
  ] as const) {
    atLeast(`${dataset}: records/s of the Connect sink`, faster, rate(dataset, 'sluice'), rate(dataset, 'connect'));
    atLeast(`${dataset}: the Connect sink's CPU a record`, leaner, cpu(dataset, 'connect'), cpu(dataset, 'sluice'));
  }
  for (const dataset of ['wide', 'small', 'nested']) {
    atLeast(`${dataset}: the document's Python consumer`, 2, rate(dataset, 'sluice'), rate(dataset, 'python'));
  }
  atLeast('wide: share of the ceiling', 0.5, rate('wide', 'sluice'), rate('wide', 'ceiling'));
  atLeast('wide: the usual Nest way', 40, rate('wide', 'sluice'), rate('wide', 'nest-create'));
  for (const { what, peakRssBytes, rssBytesAtTenths } of rows.filter(({ part }) => part === 'memory')) {
    atMost(`${what}: highest RSS`, MAX_RSS_MB, 'MB', peakRssBytes === undefined ? undefined : peakRssBytes / 1e6);
    const early = rssBytesAtTenths?.[2];
    const late = rssBytesAtTenths?.at(-1);
    if (early !== undefined && late !== undefined) {
      atMost(`${what}: RSS at the end, against three tenths`, FLAT_GROWTH, '×', late / early);
    }
  }
  const produced = (contender: string): number | undefined => value('produce', 'wide', contender, 'recordsPerSecond');
  atLeast('produce, types inferred: confluent-kafka in Python', 1.5, produced('sluice'), produced('python'));
  atLeast('produce, types given: confluent-kafka in Python', 1.5, produced('sluice-typed'), produced('python-typed'));
  const paced = rows.find(({ part, what }) => part === 'latency' && what.includes(' 1,000 records/s'));
  atMost('p99 from produce to queryable at 1,000 records/s', 100, 'ms', paced?.latencyP99Ms);
  for (const dataset of ['wide', 'small']) {
    const pages = (contender: string): number | undefined => value('query', dataset, contender, 'pagesPerSecond');
    atLeast(`${dataset}: pages/s of find().toArray()`, 2, pages('sluice'), pages('by-hand'));
  }
  const explored = rows.filter(({ part, contender }) => part === 'explore' && contender === 'sluice');
  const asked = (start: string): ResultRow | undefined => explored.find(({ what }) => what.startsWith(start));
  atMost('latest record of each of 1,000 sensors', 20, 'ms', asked('latest')?.latencyP50Ms);
  atMost('average by 5 minutes over 1,000,000 records', 1_000, 'ms', asked('average')?.latencyP50Ms);
  atMost('the same over buckets', 50, 'ms', asked('over buckets: average by 5 minutes')?.latencyP50Ms);
  atMost('estimated count', 10, 'ms', asked('estimated')?.latencyP50Ms);
  const pages = asked('page of 100');
  if (pages?.latencyP50Ms !== undefined && pages.latencyP99Ms !== undefined) {
    atMost('pages, 20 clients at once: p99 against p50', 3, '×', pages.latencyP99Ms / pages.latencyP50Ms);
  }
  for (const { what, peakRssBytes, recordsPerSecond } of explored.filter(({ what }) => what.startsWith('export'))) {
    atMost(`${what}: RSS`, 150, 'MB', peakRssBytes === undefined ? undefined : peakRssBytes / 1e6);
    atLeast(`${what}: 100,000 records/s`, 1, recordsPerSecond, 100_000);
  }
  const [alone, followed] = ['storing, 0 ', 'storing, 200 '].map((start) => asked(start)?.recordsPerSecond);
  atLeast('storing beside 200 live subscribers, against without', 0.9, followed, alone);
  return results;
}
