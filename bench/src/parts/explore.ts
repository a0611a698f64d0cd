import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import type { Bed } from '../bed.js';
import type { RunningContender } from '../contenders/contender.js';
import { sluice } from '../contenders/sluice.js';
import { DATASETS } from '../datasets.js';
import { fillTopic } from '../fill-topic.js';
import { usageOf } from '../measure/process-tree.js';
import { median, percentile } from '../measure/statistics.js';
import { timedGet } from '../measure/timed-get.js';
import type { Plan } from '../plan.js';
import type { ResultRow } from '../report/result-row.js';
import { startQueryServers } from './query-servers.js';
import { storeTopic } from './store-topic.js';

/** The collection of small records that questions are asked of. */
export const EXPLORED = 'explored';
const REPEATS = 10;
const CLIENTS = 20;
const SUBSCRIBERS = 200;
const WINDOW_RECORDS = 1_000_000;
/** Between two small records, by their own time. */
const STEP_MS = 250;
const KEYS = 1_000;
const BUILD_SECONDS = 600;

interface Question {
  readonly what: string;
  /** By contender; the path behind its address. */
  readonly paths: Readonly<Record<string, string>>;
}

/** Questions of explorers, beside the same question written by hand with the driver. */
export async function explore(bed: Bed, plan: Plan, notice: (text: string) => void): Promise<ResultRow[]> {
  const records = plan.memoryRecords;
  if ((await bed.database.collection(EXPLORED).estimatedDocumentCount()) !== records) {
    notice(`filling a topic with ${records.toLocaleString('en')} small records`);
    const filled = await fillTopic(bed, DATASETS.small, 'explored', records);
    await storeTopic({ bed, contender: sluice, dataset: 'small', filled, target: records, keptAs: EXPLORED });
  }
  notice('building two indexes');
  await bed.database.collection(EXPLORED).createIndex({ sensor: 1, _ts: -1, _id: -1 });
  await bed.database.collection(EXPLORED).createIndex({ at: 1 });
  const servers = await startQueryServers(bed, EXPLORED);
  const rows: ResultRow[] = [];
  try {
    const app = servers.find(({ name }) => name === 'sluice');
    const buckets = `${app?.base}/v1/datasets/${EXPLORED}/buckets`;
    notice('keeping buckets of a minute');
    const kept = await keepBuckets(buckets);
    for (const { what, paths } of questions(records)) {
      const times = new Map(servers.map(({ name }) => [name, [] as number[]]));
      for (let i = 0; i <= REPEATS; i += 1) {
        for (const { name, base } of servers) {
          const path = paths[name];
          if (path === undefined) continue;
          const ms = await timedGet(base + path);
          if (i > 0) times.get(name)?.push(ms); // the first is for caches
        }
      }
      for (const { name } of servers) {
        const found = times.get(name) ?? [];
        if (found.length > 0)
          rows.push(row(what, name, { latencyP50Ms: median(found), rounds: found, count: REPEATS }));
      }
    }
    await fetch(`${buckets}/${kept}`, { method: 'DELETE' }); // nothing is kept beside what follows
    for (const { name, base, running } of servers) rows.push(await pagesOfMany(name, base, running));
  } finally {
    for (const { running } of servers) await running.stop();
  }
  rows.push(...(await exports(bed, records)));
  rows.push(...(await subscribers(bed, plan, notice)));
  return rows;
}

/** In servers of their own: what was asked before is not their memory. */
async function exports(bed: Bed, records: number): Promise<ResultRow[]> {
  const servers = await startQueryServers(bed, EXPLORED);
  const rows: ResultRow[] = [];
  try {
    for (const { name, base, running } of servers) {
      for (const format of name === 'sluice' ? ['ndjson', 'csv', 'parquet', 'arrow'] : ['ndjson']) {
        const path = name === 'sluice' ? `/v1/datasets/${EXPLORED}/export?format=${format}` : `/${EXPLORED}/export`;
        rows.push(await exportOf(name, format, base + path, running, records));
      }
    }
  } finally {
    for (const { running } of servers) await running.stop();
  }
  return rows;
}

function questions(records: number): Question[] {
  const dataset = `/v1/datasets/${EXPLORED}`;
  const begin = Date.UTC(2026, 0, 1);
  const window = Math.min(WINDOW_RECORDS, records);
  const range = `from=${new Date(begin).toISOString()}&to=${new Date(begin + window * STEP_MS).toISOString()}`;
  return [
    {
      what: `latest record of each of ${KEYS.toLocaleString('en')} sensors`,
      paths: { sluice: `${dataset}/latest?by=sensor&limit=${KEYS}`, 'by-hand': `/${EXPLORED}/latest` },
    },
    {
      what: `average by 5 minutes over ${window.toLocaleString('en')} records`,
      paths: {
        sluice: `${dataset}/aggregate?timeField=at&${range}&window=5m&measures=avg(temperature)&buckets=none`,
        'by-hand': `/${EXPLORED}/windows?${range}`,
      },
    },
    {
      what: `over buckets: average by 5 minutes over ${window.toLocaleString('en')} records`,
      paths: { sluice: `${dataset}/aggregate?timeField=at&${range}&window=5m&measures=avg(temperature)` },
    },
    {
      what: `over buckets: average by day over ${records.toLocaleString('en')} records`,
      paths: { sluice: `${dataset}/aggregate?timeField=at&window=day&measures=avg(temperature)` },
    },
    {
      what: 'estimated count',
      paths: { sluice: `${dataset}/count?mode=estimated`, 'by-hand': `/${EXPLORED}/count` },
    },
  ];
}

/** Declares buckets and waits until they are used; answers their name. */
async function keepBuckets(url: string): Promise<string> {
  const body = JSON.stringify({ window: '1m', timeField: 'at', fields: ['temperature'] });
  const declared = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  let state = `${declared.status} ${await declared.text()}`;
  for (let left = BUILD_SECONDS; left > 0 && declared.ok; left -= 1) {
    await wait(1_000);
    state = await (await fetch(url)).text();
    const [found] = (JSON.parse(state) as { data: { name: string; state: string; dirtySpans: number }[] }).data;
    if (found?.state === 'kept' && found.dirtySpans === 0) return found.name;
  }
  throw new SluiceError('STACK_FAILED', `keeping buckets: ${state}`);
}

async function pagesOfMany(name: string, base: string, running: RunningContender): Promise<ResultRow> {
  const url = name === 'sluice' ? `${base}/v1/datasets/${EXPLORED}/records?limit=100` : `${base}/${EXPLORED}`;
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const times: number[] = [];
  const until = performance.now() + 5_000;
  const client = async (): Promise<void> => {
    while (performance.now() < until) times.push(await timedGet(url, agent));
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  agent.destroy();
  return row(`page of 100, ${CLIENTS} clients at once`, name, {
    latencyP50Ms: percentile(times, 0.5),
    latencyP99Ms: percentile(times, 0.99),
    peakRssBytes: usageOf(running.pid).peakRssBytes,
    count: times.length,
    rounds: [percentile(times, 0.5)],
  });
}

async function exportOf(
  name: string,
  format: string,
  url: string,
  running: RunningContender,
  records: number,
): Promise<ResultRow> {
  let highest = 0;
  const watching = setInterval(() => (highest = Math.max(highest, usageOf(running.pid).rssBytes)), 100);
  try {
    const ms = await timedGet(url);
    const recordsPerSecond = (records / ms) * 1000;
    return row(`export of all as ${format}`, name, {
      recordsPerSecond,
      peakRssBytes: highest,
      count: records,
      rounds: [recordsPerSecond],
    });
  } finally {
    clearInterval(watching);
  }
}

/** How fast the consumer stores while many follow what it stores, and without them. */
async function subscribers(bed: Bed, plan: Plan, notice: (text: string) => void): Promise<ResultRow[]> {
  const records = plan.records.small;
  const filled = await fillTopic(bed, DATASETS.small, 'followed', records);
  const rates = new Map<number, number[]>([
    [0, []],
    [SUBSCRIBERS, []],
  ]);
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const [count, found] of rates) {
      notice(`storing with ${count} live subscribers`);
      const [server] = await startQueryServers(bed, EXPLORED);
      if (!server) continue;
      const replies: IncomingMessage[] = [];
      try {
        const { first, last } = await storeTopic({
          bed,
          contender: sluice,
          dataset: 'small',
          filled,
          target: records,
          keptAs: 'followed',
          onStart: async () => {
            const url = `${server.base}/v1/datasets/followed/live?sensor=s-1000`;
            for (let i = 0; i < count; i += 1) replies.push(await follow(url));
          },
        });
        found.push(((last.count - first.count) / (last.at - first.at)) * 1000);
      } finally {
        for (const reply of replies) reply.destroy();
        await server.running.stop();
      }
    }
  }
  return [...rates].map(([count, found]) =>
    row(`storing, ${count} live subscribers of one sensor`, 'sluice', {
      recordsPerSecond: median(found),
      count: records,
      rounds: found,
    }),
  );
}

/** A stream that is read and thrown away. */
async function follow(url: string): Promise<IncomingMessage> {
  for (let left = 100; left > 0; left -= 1) {
    const reply = await new Promise<IncomingMessage>((resolve, reject) => get(url, resolve).on('error', reject));
    reply.resume();
    if (reply.statusCode === 200) return reply;
    await wait(100); // the catalogue does not know the dataset yet
  }
  throw new SluiceError('STACK_FAILED', `following ${url}: the query app does not know the dataset`);
}

function row(
  what: string,
  contender: string,
  facts: Partial<ResultRow> & Pick<ResultRow, 'count' | 'rounds'>,
): ResultRow {
  return { part: 'explore', dataset: 'small', contender, what, ...facts };
}
