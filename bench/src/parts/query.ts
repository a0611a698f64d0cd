import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import { type Bed, DATABASE, inClone } from '../bed.js';
import { RunningContender } from '../contenders/contender.js';
import { sluice } from '../contenders/sluice.js';
import type { DatasetName } from '../datasets.js';
import type { FilledTopic } from '../fill-topic.js';
import { median } from '../measure/statistics.js';
import { usageOf } from '../measure/process-tree.js';
import type { Plan } from '../plan.js';
import type { ResultRow } from '../report/result-row.js';
import { storeTopic } from './store-topic.js';

const CONNECTIONS = 4;
const WARM_SECONDS = 1;
const START_TRIES = 300;
const PAGE = 100;

interface Server {
  readonly name: string;
  readonly what: string;
  readonly running: RunningContender;
  readonly url: (collection: string) => string;
}

interface Measured {
  readonly pagesPerSecond: number;
  readonly cpuMillisecondsPerPage: number;
  readonly peakRssBytes: number;
  readonly pages: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function fetchPage(url: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('error', reject);
      reply.on('end', () => {
        if (reply.statusCode === 200) resolve(Buffer.concat(chunks));
        else reject(new SluiceError('STACK_FAILED', `${url} answered ${reply.statusCode}`));
      });
    });
    request.on('error', reject);
  });
}

async function startServers(bed: Bed, probe: string): Promise<Server[]> {
  const [appPort, handPort] = [await bed.freePort(), await bed.freePort()];
  const app = await RunningContender.spawn(bed, 'query', process.execPath, [inClone('dist/apps/query/src/main.js')], {
    MONGO_DB_URL: bed.stack.mongodb.url,
    MONGO_DB_NAME: DATABASE,
    RUNTIME_HTTP_PORT: String(appPort),
    RUNTIME_LOG_FORMAT: 'json',
  });
  const program = inClone('dist/bench/src/programs/query-by-hand.js');
  const hand = await RunningContender.spawn(bed, 'query-by-hand', process.execPath, [program], {
    BENCH_MONGODB: bed.stack.mongodb.url,
    BENCH_DATABASE: DATABASE,
    BENCH_PORT: String(handPort),
  });
  const servers: Server[] = [
    {
      name: 'sluice',
      what: 'Sluice query app',
      running: app,
      url: (name) => `http://127.0.0.1:${appPort}/v1/datasets/${name}/records?limit=${PAGE}`,
    },
    {
      name: 'by-hand',
      what: 'Nest on Fastify, find().toArray(), JSON.stringify',
      running: hand,
      url: (name) => `http://127.0.0.1:${handPort}/${name}`,
    },
  ];
  for (const server of servers) await untilAnswering(server, probe);
  return servers;
}

async function untilAnswering({ name, url, running }: Server, collection: string): Promise<void> {
  let why = '';
  for (let left = START_TRIES; left > 0 && !running.hasEnded; left -= 1) {
    try {
      const { data } = JSON.parse((await fetchPage(url(collection))).toString()) as { data: unknown[] };
      if (data.length === PAGE) return;
      why = `it answers with ${data.length} records`;
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    await wait(100);
  }
  throw new SluiceError('STACK_FAILED', `starting ${name}: ${why}\n${running.logTail()}`);
}

async function load(url: string, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let pages = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      await fetchPage(url);
      pages += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return pages;
}

async function measure({ running, url }: Server, collection: string, seconds: number): Promise<Measured> {
  await load(url(collection), WARM_SECONDS);
  const before = usageOf(running.pid);
  const startedAt = performance.now();
  const pages = await load(url(collection), seconds);
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
  const servers = await startServers(bed, `q-${[...filled.keys()][0] ?? ''}`);
  try {
    const rows: ResultRow[] = [];
    for (const dataset of filled.keys()) {
      const runs = new Map<Server, Measured[]>(servers.map((server) => [server, []]));
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
