import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { type Bed, inClone } from '../bed.js';
import type { Load } from './load.js';

const CONNECTIONS = 200;
const BACKLOG = 50_000;

/** What many readers got while records were stored as fast as possible, and what they took from that. */
export interface ReadersResult {
  readonly connections: number;
  readonly pages: number;
  readonly pagesPerSecond: number;
  /** Replies with a status other than 200, and requests without a reply. */
  readonly failed: number;
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
  /** Records stored in a second without the readers, and beside them. */
  readonly storedAlone: number;
  readonly storedBeside: number;
}

interface Said {
  readonly statuses: Readonly<Record<string, number>>;
  readonly failures: number;
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
}

interface Scene {
  readonly bed: Bed;
  readonly load: Load;
  readonly query: { readonly url: string };
  readonly collection: string;
  readonly stored: () => Promise<number>;
  readonly minutes: number;
}

/** Stores as fast as possible, half of the time alone, half of it beside 200 readers of pages of 100. */
export async function readAlongside({ bed, load, query, collection, stored, minutes }: Scene): Promise<ReadersResult> {
  const over = new AbortController();
  let known = await stored();
  const sending = load.unpaced(() => load.total - known < BACKLOG, over.signal);
  const half = (minutes * 60_000) / 2;
  const rateOver = async (ms: number): Promise<number> => {
    const [before, beganAt] = [await stored(), performance.now()];
    while (performance.now() - beganAt < ms) {
      known = await stored();
      await wait(50);
    }
    return ((known - before) / (performance.now() - beganAt)) * 1000;
  };
  const storedAlone = await rateOver(half);
  const url = `${query.url}/v1/datasets/${collection}/records?limit=100`;
  const child = spawn(process.execPath, [inClone('dist/bench/src/programs/readers.js'), url, String(CONNECTIONS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  bed.stack.adopt('readers', child.pid ?? 0);
  const said = text(child.stdout);
  const storedBeside = await rateOver(half);
  child.stdin.end();
  await once(child, 'exit');
  over.abort();
  await sending;
  const { statuses, failures, latencyP50Ms, latencyP99Ms } = JSON.parse(await said) as Said;
  const replies = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const pages = statuses['200'] ?? 0;
  return {
    connections: CONNECTIONS,
    pages,
    pagesPerSecond: (pages / half) * 1000,
    failed: replies - pages + failures,
    latencyP50Ms,
    latencyP99Ms,
    storedAlone,
    storedBeside,
  };
}
