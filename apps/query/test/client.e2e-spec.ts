import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LiveEvent, QueryClient, QueryProblem } from '@sluice/client';
import { createApiKey } from '@sluice/runtime';
import { openDatabase } from '@sluice/storage';
import mongoose from 'mongoose';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, connect, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { QueryBed } from './query-bed.js';
import { sample, seed } from './seed.js';

const { Long } = mongoose.mongo.BSON;
const ROWS = 2_500;
const OCCUPANCY = 400;

let bed: QueryBed;
let client: QueryClient;
let folder: string;

beforeAll(async () => {
  bed = await QueryBed.open();
  client = new QueryClient({ url: bed.url });
  folder = await mkdtemp(join(tmpdir(), 'sluice-client-'));
  const { records, properties } = await sample('occupancy', OCCUPANCY);
  await seed(bed.connection, 'occupancy', records, properties);
  const rows = Array.from({ length: ROWS }, (_, i) => ({
    _key: `k${i % 3}`,
    i,
    'a,b': i % 2,
    big: Long.fromString('9007199254740993').add(i),
    at: new Date(Date.UTC(2025, 0, 1 + (i % 5))),
  }));
  await seed(bed.connection, 'rows', rows, {
    i: { type: 'integer' },
    'a,b': { type: 'integer' },
    big: { type: 'integer' },
    at: { type: 'string', format: 'date-time' },
  });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await bed.close();
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('the client of the query app', () => {
  it('lists datasets, and tells the fields of one', async () => {
    expect((await client.datasets()).map(({ name, count }) => [name, count])).toEqual([
      ['occupancy', OCCUPANCY],
      ['rows', ROWS],
    ]);
    const { fields } = await client.dataset('rows');
    expect(fields.find(({ name }) => name === 'at')).toMatchObject({ format: 'date-time' });
  });

  it('iterates over all records, by values and groups as by texts', async () => {
    const where = {
      or: [
        { field: 'i', op: 'lt', value: 1_200 },
        { field: 'at', op: 'gte', value: new Date(Date.UTC(2025, 0, 5)) },
      ],
    } as const;
    const byGroups = await all(client.records<{ i: number }>('rows', { where, fields: ['i'], sort: ['-i'] }));
    const expected = Array.from({ length: ROWS }, (_, i) => ROWS - 1 - i).filter((i) => i < 1_200 || i % 5 === 4);
    expect(byGroups.map(({ i }) => i)).toEqual(expected);
    const byTexts = client.records<{ i: number }>('rows', { filters: { 'i[gte]': '2495', 'a,b': '1' }, fields: ['i'] });
    expect(await all(byTexts)).toEqual([{ i: 2_495 }, { i: 2_497 }, { i: 2_499 }]);
  });

  it('finds an integer that no number can hold, and gives it back', async () => {
    const where = { field: 'big', value: 9007199254740995n };
    expect(await all(client.records('rows', { where, fields: ['i', 'big'] }))).toEqual([
      { i: 2, big: 9007199254740995n },
    ]);
    expect(await client.count('rows', { where })).toEqual({ count: 1, isExact: true });
  });

  it('takes names with commas', async () => {
    const request = { fields: ['a,b'], sort: ['-a,b'], limit: 1 };
    expect((await client.page('rows', request)).data).toEqual([{ 'a,b': 1 }]);
    expect((await client.page('rows', { ...request, filters: {} })).data).toEqual([{ 'a,b': 1 }]);
    const { data } = await client.aggregate('rows', { by: ['a,b'] });
    expect(data.map(({ values }) => values['count'])).toEqual([ROWS / 2, ROWS / 2]);
  });

  it('reads a record by its id, the latest ones, series and profiles', async () => {
    expect(await client.record('rows', 'rows#0#7')).toMatchObject({ i: 7 });
    expect(await client.record('rows', 'rows#0#x')).toBeUndefined();
    const latest = await all(client.latest<{ i: number }>('rows', { fields: ['i'], limit: 2 }));
    expect(latest.map(({ i }) => i)).toEqual([2_499, 2_497, 2_498]);
    const series = await client.series('occupancy', { fields: ['V1'], timeField: 'time', points: 50 });
    expect(series.data[0]).toMatchObject({ field: 'V1', count: OCCUPANCY });
    const profile = await client.profile('occupancy', { fields: ['V1'], filters: { 'V1[gte]': '20' } });
    expect(profile.data.map(({ field }) => field)).toEqual(['V1']);
  });

  it('aggregates by windows of a time zone', async () => {
    const { data, meta } = await client.aggregate('rows', {
      window: 'day',
      timeField: 'at',
      zone: 'Europe/Berlin',
      measures: ['count', 'max(i)'],
      where: { field: 'i', op: 'lt', value: 100 },
    });
    expect(meta).toMatchObject({ records: 100, isExact: true });
    expect(data).toHaveLength(5);
    expect(data[0]).toEqual({ window: '2024-12-31T23:00:00.000Z', values: { count: 20, 'max(i)': 95 } });
  });

  it('throws what was wrong, what is expected and what would do', async () => {
    const error = await client.page('occupancy', { filters: { 'V1[gte]': 'warm' } }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(QueryProblem);
    expect(error).toMatchObject({
      code: 'REQUEST_INVALID',
      kind: 'record',
      httpStatus: 400,
      parameter: 'V1[gte]',
      expected: 'a number',
      example: expect.stringMatching(/^[\d.]+$/),
    });
    await expect(client.count('ocupancy')).rejects.toMatchObject({ code: 'DATASET_UNKNOWN', example: 'occupancy' });
  });

  it('tells that no app answers', async () => {
    const nobody = new QueryClient({ url: 'http://127.0.0.1:1' });
    await expect(nobody.datasets()).rejects.toMatchObject({ code: 'APP_UNAVAILABLE', kind: 'transient' });
  });

  it('writes an export to a file that is there when it is whole, and only then', async () => {
    const file = join(folder, 'rows.csv');
    const bytes = await client.exportToFile('rows', file, { format: 'csv', fields: ['i'], sort: ['-i'] });
    const text = await readFile(file, 'utf8');
    expect(text.length).toBe(bytes);
    expect(text.split('\r\n').slice(0, 3)).toEqual(['i', '2499', '2498']);
    await writeFile(file, 'old');
    await expect(client.exportToFile('rows', file, { fields: ['nobody'] })).rejects.toBeInstanceOf(QueryProblem);
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['rows.csv']);
  });

  it('leaves no half file where an export is broken off', async () => {
    const file = join(folder, 'half.csv');
    const stop = new AbortController();
    const halting = new QueryClient({
      url: bed.url,
      fetch: async (request) => {
        const { body } = await fetch(request);
        const parts = body?.pipeThrough(new TransformStream({ transform: () => stop.abort() }));
        return new Response(parts as ReadableStream<Uint8Array>);
      },
    });
    const saving = halting.exportToFile('rows', file, { format: 'csv' }, { signal: stop.signal });
    await expect(saving).rejects.toMatchObject({ name: 'AbortError' });
    expect((await readdir(folder)).filter((name) => name.startsWith('half'))).toEqual([]);
  });

  it('sends its key', async () => {
    const { key, entry } = createApiKey('tester', 'reader', ['rows']);
    const keys = join(folder, 'keys.json');
    await writeFile(keys, JSON.stringify({ keys: [entry] }));
    const guarded = await QueryBed.open({}, { RUNTIME_HTTP_API_KEYS_PATH: keys });
    try {
      await expect(new QueryClient({ url: guarded.url }).datasets()).rejects.toMatchObject({
        code: 'ACCESS_UNAUTHENTICATED',
        httpStatus: 401,
      });
      expect(await new QueryClient({ url: guarded.url, apiKey: key }).datasets()).toEqual([]);
    } finally {
      await guarded.close();
    }
  });
});

describe('a live tail of the client', () => {
  it('misses nothing and repeats nothing when its connection is cut', async () => {
    const proxy = await CuttingProxy.open(new URL(bed.url).port);
    const stop = new AbortController();
    try {
      const through = new QueryClient({ url: proxy.url });
      const breaks: string[] = [];
      const events = through.tail<{ i: number }>(
        'rows',
        { filters: { 'i[gte]': String(ROWS) }, fields: ['i'] },
        { signal: stop.signal, onBreak: (reason) => void breaks.push(reason) },
      );
      const next = async (): Promise<LiveEvent<{ i: number }>> => {
        const { value } = await events.next();
        if (value === undefined) throw new Error('the tail has ended');
        return value;
      };
      expect(await next()).toMatchObject({ type: 'ready' });
      await store(ROWS, 3);
      const before = [await next(), await next(), await next()];
      const waiting = next();
      proxy.cut();
      await store(ROWS + 3, 5);
      const after = [await waiting, await next(), await next(), await next(), await next()];
      const numbers = [...before, ...after].map((event) => (event.type === 'record' ? event.record.i : event.type));
      expect(numbers).toEqual(Array.from({ length: 8 }, (_, n) => ROWS + n));
      expect(breaks).toHaveLength(1);
      const last = events.next();
      stop.abort();
      await expect(last).rejects.toMatchObject({ name: 'AbortError' });
    } finally {
      stop.abort();
      await proxy.close();
    }
  }, 20_000);

  it('of an aggregate begins with all of it, and goes on with what changes', async () => {
    const request = { window: '1h', measures: ['count', 'max(i)'], filters: { 'i[gte]': '1000000' } };
    const stop = new AbortController();
    const events = client.liveAggregate('rows', request, { signal: stop.signal });
    try {
      expect((await events.next()).value).toEqual({ type: 'ready' });
      expect((await events.next()).value).toMatchObject({ type: 'snapshot', aggregate: { data: [] } });
      await store(1_000_000, 2);
      const { value } = await events.next();
      expect(value).toMatchObject({ type: 'rows', aggregate: { data: [{ values: { 'max(i)': 1_000_001 } }] } });
    } finally {
      stop.abort();
    }
  }, 20_000);

  it('of a dataset that is not there ends at once', async () => {
    await expect(client.tail('nobody').next()).rejects.toMatchObject({ code: 'DATASET_UNKNOWN' });
  });
});

async function store(first: number, count: number): Promise<void> {
  const rows = (await openDatabase(bed.connection, 'storing')).collection<{ _id: string }>('rows');
  const documents = Array.from({ length: count }, (_, n) => ({ _id: `rows#1#${first + n}`, i: first + n }));
  await rows.insertMany(documents.map((document) => ({ ...document, _ts: new Date() })));
}

/** Stands before the app and cuts its connections. */
class CuttingProxy {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(port: string): Promise<CuttingProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const own = typeof address === 'object' ? address?.port : undefined;
    const proxy = new CuttingProxy(server, `http://127.0.0.1:${own}`);
    server.on('connection', (client) => {
      const app = connect(Number(port), '127.0.0.1');
      for (const socket of [client, app]) {
        proxy.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          for (const both of [client, app]) both.destroy();
          proxy.sockets.delete(socket);
        });
      }
      client.pipe(app).pipe(client);
    });
    return proxy;
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
    await delay(0);
  }
}
