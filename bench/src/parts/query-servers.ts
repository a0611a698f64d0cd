import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import { type Bed, DATABASE, inClone } from '../bed.js';
import { RunningContender } from '../contenders/contender.js';

const START_TRIES = 300;
const PAGE = 100;

/** The query app, and what one writes by hand instead. */
export interface QueryServer {
  readonly name: 'sluice' | 'by-hand';
  readonly what: string;
  readonly running: RunningContender;
  /** Such as `http://127.0.0.1:3000`. */
  readonly base: string;
  /** The first page of a collection. */
  readonly page: (collection: string) => string;
}

/** Starts both and waits until they answer with records of the collection. */
export async function startQueryServers(bed: Bed, collection: string): Promise<QueryServer[]> {
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
  const servers: QueryServer[] = [
    {
      name: 'sluice',
      what: 'Sluice query app',
      running: app,
      base: `http://127.0.0.1:${appPort}`,
      page: (name) => `http://127.0.0.1:${appPort}/v1/datasets/${name}/records?limit=${PAGE}`,
    },
    {
      name: 'by-hand',
      what: 'Nest on Fastify, find().toArray(), JSON.stringify',
      running: hand,
      base: `http://127.0.0.1:${handPort}`,
      page: (name) => `http://127.0.0.1:${handPort}/${name}`,
    },
  ];
  for (const server of servers) await untilAnswering(server, collection);
  return servers;
}

async function untilAnswering({ name, page, running }: QueryServer, collection: string): Promise<void> {
  let why = '';
  for (let left = START_TRIES; left > 0 && !running.hasEnded; left -= 1) {
    try {
      const { data } = (await (await fetch(page(collection))).json()) as { data: unknown[] };
      if (data.length === PAGE) return;
      why = `it answers with ${data.length} records`;
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    await wait(100);
  }
  throw new SluiceError('STACK_FAILED', `starting ${name}: ${why}\n${running.logTail()}`);
}
