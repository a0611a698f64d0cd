import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sharedTestStack } from '@sluice/stack';
import { connectMongo, DatasetCatalog, type MongoConnection, openDatabase, prepareRecordModel } from '@sluice/storage';
import { JsonType } from '@sluice/schema';
import { type Collection, MongoClient } from 'mongodb';
import { AppProcess } from '../support/app-process.js';
import { until } from '../support/until.js';

interface Rows {
  data: { window: string; values: Record<string, number> }[];
  meta: { records: number; buckets?: { asOf: string } };
}

interface Declared {
  readonly _id: string;
  readonly dataset: string;
  readonly token: string;
  readonly run: string;
}

const DATASET = 'meters';
const BEGAN = Date.UTC(2026, 0, 1);
const RANGE_MS = 30 * 86_400_000;
const PATIENCE_MS = 60_000;
const apps: AppProcess[] = [];
let database: string;
let connection: MongoConnection;
let client: MongoClient;
let records: Collection<{ _id: number; _ts: Date; v: number }>;
let declared: Collection<Declared>;
let next = 0;

const sometime = (): Date => new Date(BEGAN + Math.floor(Math.random() * RANGE_MS));

async function insert(count: number): Promise<void> {
  await records.insertMany(
    Array.from({ length: count }, () => ({ _id: (next += 1), _ts: sometime(), v: Math.random() })),
  );
}

/** What comes late, changes and goes, in any window. */
async function disturb(): Promise<void> {
  await insert(20);
  const any = (): number => 1 + Math.floor(Math.random() * next);
  await records.updateOne({ _id: any() }, { $set: { v: 1_000, _ts: sometime() } });
  await records.deleteOne({ _id: any() });
}

async function start(): Promise<AppProcess> {
  const { mongodb } = await sharedTestStack();
  const app = await AppProcess.start('query', { MONGO_DB_URL: mongodb.url, MONGO_DB_NAME: database });
  apps.push(app);
  return app;
}

/** Whether the process keeps the buckets. */
async function keeps(app: AppProcess): Promise<boolean> {
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  return /^sluice_buckets_behind_seconds\{.*dataset="meters"/m.test(metrics);
}

async function keeperOf(some: readonly AppProcess[]): Promise<AppProcess> {
  let found: AppProcess[] = [];
  await until(
    'one keeps the buckets',
    async () => {
      const flags = await Promise.all(some.map(keeps));
      found = some.filter((_, i) => flags[i]);
      return found.length === 1;
    },
    PATIENCE_MS,
  );
  return found[0] as AppProcess;
}

const ask = (app: AppProcess, query: string): Promise<Rows> =>
  app.get(`/v1/datasets/${DATASET}/aggregate?window=6h&measures=count,sum(v),min(v),max(v)&${query}`);

/** Waits until all that is stored by now is in the buckets, and compares the answers of both. */
async function expectSame(app: AppProcess): Promise<void> {
  const since = Date.now();
  await until(
    'the buckets are clean',
    async () => {
      const { data } = await app.get<{ data: { state: string; asOf?: string; dirtySpans: number }[] }>(
        `/v1/datasets/${DATASET}/buckets`,
      );
      return data.every((one) => one.state === 'kept' && one.dirtySpans === 0 && Date.parse(one.asOf ?? '') >= since);
    },
    PATIENCE_MS,
  );
  const kept = await ask(app, '');
  const plain = await ask(app, 'buckets=none');
  expect(kept.meta.buckets).toBeDefined();
  expect({ data: kept.data, records: kept.meta.records }).toEqual({ data: plain.data, records: plain.meta.records });
  expect(kept.meta.records).toBe(await records.countDocuments());
}

beforeAll(async () => {
  database = `buckets-${randomUUID()}`;
  const { mongodb } = await sharedTestStack();
  connection = connectMongo({ url: mongodb.url, database, appName: 'test' });
  const observed = [{ name: 'v', storedName: 'v', types: JsonType.number }];
  await new DatasetCatalog(connection).upsert({ name: DATASET, connector: 'test', topic: DATASET, observed });
  await prepareRecordModel(connection, DATASET);
  await openDatabase(connection, 'testing');
  client = await new MongoClient(mongodb.url).connect();
  records = client.db(database).collection(DATASET);
  declared = client.db(database).collection('_sluice_buckets');
  await insert(20_000);
}, 60_000);

afterAll(async () => {
  await Promise.all(apps.map((app) => app.stop('SIGKILL')));
  await client?.db(database).dropDatabase();
  await client?.close();
  await connection?.close();
}, 60_000);

describe('buckets', () => {
  it('are kept by one process at a time, and lose nothing when it is killed while it computes', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    const reply = await fetch(`${first.url}/v1/datasets/${DATASET}/buckets`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"window": "15m", "fields": ["v"]}',
    });
    expect(reply.status).toBe(201);
    const keeper = await keeperOf([first, second]);
    const other = keeper === first ? second : first;
    const enough = new AbortController();
    const disturbing = (async () => {
      while (!enough.signal.aborted) await disturb();
    })();
    await until('the buckets are built', async () => (await ask(other, '')).meta.buckets !== undefined, PATIENCE_MS);
    expect(await keeps(other)).toBe(false);
    await keeper.stop('SIGKILL');
    expect(await keeperOf([other])).toBe(other);
    enough.abort();
    await disturbing;
    await expectSame(other);
  }, 150_000);

  it('are handed over by a process that stops, and built anew where the history of changes is lost', async () => {
    await Promise.all(apps.map((app) => app.stop('SIGTERM')));
    const [{ _id, run } = { _id: '', run: '' }] = await declared.find({ token: { $exists: true } }).toArray();
    await records.deleteMany({ _id: { $lt: 5_000 } });
    await declared.updateOne({ _id }, { $set: { token: '7B' } }); // a position that MongoDB knows nothing of
    const startedAt = performance.now();
    const again = await start();
    await keeperOf([again]);
    expect(performance.now() - startedAt).toBeLessThan(30_000); // nobody waits for a lease that was given back
    await until('they are built anew', async () => (await declared.findOne({ _id }))?.run !== run, PATIENCE_MS);
    await expectSame(again);
  }, 150_000);
});
