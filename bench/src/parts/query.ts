import { Agent } from 'node:http';
import type { Bed } from '../bed.js';
import { sluice } from '../contenders/sluice.js';
import type { DatasetName } from '../datasets.js';
import type { FilledTopic } from '../fill-topic.js';
import { median } from '../measure/statistics.js';
import { usageOf } from '../measure/process-tree.js';
import { timedGet } from '../measure/timed-get.js';
import type { Plan } from '../plan.js';
import type { ResultRow } from '../report/result-row.js';
import { type QueryServer, startQueryServers } from './query-servers.js';
import { storeTopic } from './store-topic.js';

const CONNECTIONS = 4;
const WARM_SECONDS = 1;
const PAGE = 100;

interface Measured {
  readonly pagesPerSecond: number;
  readonly cpuMillisecondsPerPage: number;
  readonly peakRssBytes: number;
  readonly pages: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

async function load(url: string, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let pages = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      await timedGet(url, agent);
      pages += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return pages;
}

async function measure({ running, page }: QueryServer, collection: string, seconds: number): Promise<Measured> {
  await load(page(collection), WARM_SECONDS);
  const before = usageOf(running.pid);
  const startedAt = performance.now();
  const pages = await load(page(collection), seconds);
  const after = usageOf(running.pid);
  return {
    pagesPerSecond: (pages / (performance.now() - startedAt)) * 1000,
    cpuMillisecondsPerPage: ((after.cpuSeconds - before.cpuSeconds) * 1000) / pages,
    peakRssBytes: after.peakRssBytes,
    pages,
  };
}

/** Pages of 100 records over HTTP, four requests at a time. */
export async function query(bed: Bed, plan: Plan, filled: ReadonlyMap<DatasetName, FilledTopic>): Promise<ResultRow[]> {
  for (const [dataset, topic] of filled) {
    await storeTopic({ bed, contender: sluice, dataset, filled: topic, target: PAGE * 10, keptAs: `q-${dataset}` });
  }
  const servers = await startQueryServers(bed, `q-${[...filled.keys()][0] ?? ''}`);
  try {
    const rows: ResultRow[] = [];
    for (const dataset of filled.keys()) {
      const runs = new Map<QueryServer, Measured[]>(servers.map((server) => [server, []]));
      for (let round = 0; round < plan.rounds; round += 1) {
        for (const [server, found] of runs) found.push(await measure(server, `q-${dataset}`, plan.querySeconds));
      }
      for (const [{ name, what }, found] of runs) rows.push(rowOf(dataset, name, what, found));
    }
    return rows;
  } finally {
    agent.destroy();
    for (const { running } of servers) await running.stop();
  }
}

function rowOf(dataset: string, contender: string, what: string, runs: readonly Measured[]): ResultRow {
  const middle = (of: keyof Measured): number => median(runs.map((run) => run[of]));
  return {
    part: 'query',
    dataset,
    contender,
    what,
    pagesPerSecond: middle('pagesPerSecond'),
    cpuMillisecondsPerPage: middle('cpuMillisecondsPerPage'),
    peakRssBytes: middle('peakRssBytes'),
    count: middle('pages'),
    rounds: runs.map((run) => run.pagesPerSecond),
  };
}
