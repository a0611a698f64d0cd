import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { sharedTestStack } from '@sluice/stack';
import { AppProcess } from '../support/app-process.js';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

const READERS = 200;
const LOAD_MS = 5_000;
const CHUNK = 5_000;

interface Tally {
  readonly statuses: Map<number, number>;
  readonly failures: string[];
  readonly withoutRetryAfter: number;
}

/** Readers that ask for pages one after another, each as soon as it has its answer. */
async function readPages(url: string, { signal }: AbortController): Promise<Tally> {
  const statuses = new Map<number, number>();
  const failures: string[] = [];
  let withoutRetryAfter = 0;
  const one = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const reply = await fetch(url);
        const body = (await reply.json()) as { data?: unknown[] };
        statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
        if (reply.status === 200 && body.data?.length !== 20) failures.push('a short page');
        if (reply.status === 503 && !(Number(reply.headers.get('retry-after')) > 0)) withoutRetryAfter += 1;
        if (reply.status === 503) await pause(20);
      } catch (error) {
        failures.push(String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: READERS }, one));
  return { statuses, failures, withoutRetryAfter };
}

describe(`${READERS} readers at once`, () => {
  let bed: TestBed;
  let query: AppProcess;
  const startQuery = async (env: Record<string, string> = {}): Promise<string> => {
    const { mongodb } = await sharedTestStack();
    query = await AppProcess.start('query', { MONGO_DB_URL: mongodb.url, MONGO_DB_NAME: bed.topic, ...env });
    return `${query.url}/v1/datasets/sensor/records?limit=20`;
  };
  const stored = (): Promise<number> => bed.documents.countDocuments();

  beforeEach(async () => {
    bed = await TestBed.open({ partitions: 2 });
    await bed.startConsumer();
    await bed.produceNumbers(0, CHUNK);
    await until('there is something to read', async () => (await stored()) === CHUNK);
  }, 60_000);
  afterEach(async () => {
    await query.stop('SIGKILL');
    await bed.close();
  }, 30_000);

  it('get every reply while records are being stored, and hold up neither the writer nor each other', async () => {
    const url = await startQuery();
    const over = new AbortController();
    let produced = CHUNK;
    const writing = (async () => {
      while (!over.signal.aborted) {
        await bed.produceNumbers(produced, CHUNK);
        produced += CHUNK;
      }
    })();
    const reading = readPages(url, over);
    await pause(LOAD_MS);
    const underLoad = await stored();
    over.abort();
    const [{ statuses, failures }] = await Promise.all([reading, writing]);
    expect(failures).toEqual([]);
    expect([...statuses.keys()]).toEqual([200]);
    expect(statuses.get(200)).toBeGreaterThan(READERS);
    expect(underLoad).toBeGreaterThan(2 * CHUNK);
    await until('everything is stored', async () => (await stored()) === produced);
  }, 60_000);

  it('are turned away with 503 and Retry-After where they are too many, while probes answer; then all is well', async () => {
    const url = await startQuery({ RUNTIME_HTTP_MAX_REQUESTS: '8' });
    const over = new AbortController();
    const reading = readPages(url, over);
    const probes: boolean[] = [];
    for (let i = 0; i < 10; i += 1) {
      await pause(LOAD_MS / 20);
      probes.push(await query.ready());
    }
    over.abort();
    const { statuses, failures, withoutRetryAfter } = await reading;
    expect(failures).toEqual([]);
    expect(new Set(statuses.keys())).toEqual(new Set([200, 503]));
    expect(withoutRetryAfter).toBe(0);
    expect(probes).not.toContain(false);
    for (let i = 0; i < 20; i += 1) expect((await fetch(url)).status).toBe(200);
  }, 60_000);
});
