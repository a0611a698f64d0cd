import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp, Logger, Metrics } from '@sluice/runtime';
import { readSettings } from '@sluice/settings';
import { JsonType } from '@sluice/schema';
import { connectMongo, DatasetCatalog, type MongoConnection, openDatabase } from '@sluice/storage';
import mongoose from 'mongoose';
import { randomUUID } from 'node:crypto';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { queryGroups } from '../src/query.config.js';
import { queryApp } from '../src/query.module.js';
import { sample, seed } from './seed.js';
import { testMongoUrl } from './test-mongo-url.js';

const { Long } = mongoose.mongo.BSON;

interface Reply {
  status: number;
  type: string;
  retryAfter: string | null;
  text: string;
  body: {
    data: Record<string, unknown>[];
    page: { next: string | null; limit: number; hasMore: boolean };
    [member: string]: unknown;
  };
}

let app: NestFastifyApplication;
let connection: MongoConnection;
const runtime = {
  logger: new Logger({ app: 'query', level: 'fatal', format: 'json' }),
  metrics: new Metrics('query'),
  stopFatally: (error: unknown): void => {
    throw error;
  },
};

async function ask(path: string): Promise<Reply> {
  return askAt(app, path);
}

async function askAt(server: NestFastifyApplication, path: string): Promise<Reply> {
  const reply = await fetch(`${addressOf(server)}${path}`);
  const type = reply.headers.get('content-type') ?? '';
  const text = await reply.text();
  const body = (type.includes('json') ? JSON.parse(text) : {}) as Reply['body']; // what a test reads is what it expects
  return { status: reply.status, type, retryAfter: reply.headers.get('retry-after'), text, body };
}

function addressOf(server: NestFastifyApplication): string {
  const { port } = server.getHttpServer().address() as AddressInfo; // it listens on TCP
  return `http://127.0.0.1:${port}`;
}

const records = (dataset: string, query = ''): Promise<Reply> => ask(`/v1/datasets/${dataset}/records?${query}`);

const awkward = [
  {
    'temp[C]': 4.5,
    'a.b': 'x',
    $set: 1,
    'two words': 'yes',
    limit: 5,
    o: { x: 1 },
    big: Long.fromString('9007199254740993'),
  },
  {
    'temp[C]': 5.5,
    'a.b': 'y',
    $set: 2,
    'two words': null,
    limit: 6,
    o: { x: 2 },
    big: Long.fromString('9007199254740992'),
  },
  { 'temp[C]': null, $set: 'text', 'two words': 'no, never', limit: null, o: { x: 3 }, big: 7 },
];

beforeAll(async () => {
  const url = await testMongoUrl();
  const database = `query-${randomUUID()}`;
  connection = connectMongo({ url, database, appName: 'test' });
  for (const name of ['occupancy', 'seattle-weather', 'shuttle']) {
    const { records, properties } = await sample(name, 400);
    await seed(connection, name, records, properties);
  }
  const scania = Array.from({ length: 50 }, (_, i) => ({
    class: i % 10 === 0 ? 'pos' : 'neg',
    aa_000: i * 20,
    ab_000: null,
  }));
  await seed(connection, 'scania', scania);
  await seed(connection, 'awkward', awkward);
  await seed(connection, 'empty', []);
  const values = readSettings(queryGroups, { MONGO_DB_URL: url, MONGO_DB_NAME: database });
  app = await createApp(queryApp, values, runtime);
  await app.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await app.close();
  await connection.dropDatabase();
  await connection.close();
});

describe('/v1/datasets', () => {
  it('lists datasets with counts, fields and time ranges', async () => {
    const { status, body } = await ask('/v1/datasets');
    expect(status).toBe(200);
    expect(body.data).toContainEqual({
      name: 'occupancy',
      count: 400,
      fields: 5,
      topics: ['occupancy'],
      timeRange: { first: '2025-01-01T00:00:00.000Z', last: '2025-01-01T00:06:39.000Z' },
    });
    expect(body.data).toContainEqual({ name: 'empty', count: 0, fields: 0, topics: ['empty'], timeRange: {} });
    expect(body.data.map(({ name }) => name)).toEqual([
      'awkward',
      'empty',
      'occupancy',
      'scania',
      'seattle-weather',
      'shuttle',
    ]);
  });

  it('describes one with its schema', async () => {
    const { body } = await ask('/v1/datasets/occupancy');
    expect(body).toMatchObject({ name: 'occupancy', count: 400, connector: 'test' });
    expect(body['schema']).toMatchObject({ type: 'object', properties: { V1: { type: ['number', 'null'] } } });
    expect(body['fields']).toContainEqual({
      name: 'time',
      types: expect.any(Array),
      format: 'date-time',
      isAdded: false,
    });
  });

  it('knows no other collection', async () => {
    const { status, type, body } = await records('_sluice_datasets');
    expect(status).toBe(404);
    expect(type).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'DATASET_UNKNOWN', status: 404 });
    expect((await ask('/v1/datasets/ocupancy')).body['example']).toBe('occupancy');
  });
});

describe('filters', () => {
  it.each([
    ['scania', 'class=pos&aa_000[gte]=400', [20, 30, 40]],
    ['scania', 'class[in]=pos,other&aa_000[lt]=400', [0, 10]],
    ['scania', 'class[nin]=neg&class[ne]=other&aa_000[lte]=200', [0, 10]],
    ['scania', 'aa_000[gt]=20&aa_000[lt]=60', [2]],
    ['scania', 'class[prefix]=po&limit=1', [0]],
    ['scania', 'ab_000=null&limit=2', [0, 1]],
    ['scania', 'ab_000[ne]=null', []],
    ['scania', 'from=2025-01-01T00:00:10Z&to=2025-01-01T00:00:12Z', [10, 11]],
    ['scania', 'from=2025-01-01T01:00:48%2B01:00', [48, 49]],
    ['scania', 'from=2025-01-01T01:00:48+01:00', [48, 49]],
    ['awkward', 'temp[C][gte]=5', [1]],
    ['awkward', 'temp%5BC%5D%5Blt%5D=5', [0]],
    ['awkward', 'a.b=y', [1]],
    ['awkward', 'a.b[exists]=false', [2]],
    ['awkward', '$set[gte]=2', [1]],
    ['awkward', '$set=text', [2]],
    ['awkward', 'two+words=yes', [0]],
    ['awkward', 'two%20words[in]="no, never",yes', [0, 2]],
    ['awkward', 'limit[eq]=5', [0]],
    ['awkward', 'o.x[gt]=1', [1, 2]],
    ['awkward', 'big=9007199254740993', [0]],
    ['awkward', 'big[lt]=9007199254740993', [1, 2]],
  ])('%s: %s', async (dataset, query, rows) => {
    const { status, body } = await records(dataset, query);
    expect({ status, ids: body.data?.map(({ _id }) => _id) }).toEqual({
      status: 200,
      ids: rows.map((row) => `${dataset}#0#${row}`),
    });
  });

  it.each([
    ['aa_000[gte]=many', { parameter: 'aa_000[gte]', expected: 'a number', example: '100' }],
    ['aa_00=1', { parameter: 'aa_00', example: 'aa_000' }],
    ['aa_000[gtee]=1', { parameter: 'aa_000[gtee]', example: 'aa_000[eq]' }],
    ['class[exists]=perhaps', { parameter: 'class[exists]', expected: 'true or false' }],
    ['aa_000[prefix]=1', { parameter: 'aa_000[prefix]' }],
    ['limit=0', { parameter: 'limit', example: '10' }],
    ['limit=1001', { parameter: 'limit' }],
    ['limit=1&limit=2', { parameter: 'limit' }],
    ['sort=-nobody', { parameter: 'sort' }],
    ['fields=nobody', { parameter: 'fields' }],
    ['from=yesterday', { parameter: 'from' }],
    ['cursor=abc', { parameter: 'cursor' }],
    ['class=%ff', {}],
  ])('%s is answered with what would do', async (query, facts) => {
    const { status, type, body } = await records('scania', query);
    expect(status).toBe(400);
    expect(type).toContain('application/problem+json');
    expect(body).toMatchObject({ code: 'REQUEST_INVALID', instance: '/v1/datasets/scania/records', ...facts });
  });
});

describe('a field that appears', () => {
  it('is known at once', async () => {
    await seed(connection, 'growing', [{ old: 1 }]);
    expect((await records('growing', 'old=1')).status).toBe(200);
    expect((await records('growing', 'new=1')).status).toBe(400);
    await new DatasetCatalog(connection).upsert({
      name: 'growing',
      connector: 'test',
      topic: 'growing',
      observed: [{ name: 'new', storedName: 'new', types: JsonType.integer }],
    });
    expect((await records('growing', 'new=1')).status).toBe(200);
  });
});

describe('attempts to smuggle operators in', () => {
  it.each([
    'class[$ne]=pos',
    'class[$gt]=',
    'class[$regex]=.*',
    '$where=1',
    '$where=sleep(1000)',
    '$expr[eq]=1',
    'class[eq][$ne]=1',
    'sort[$gt]=1',
    '__proto__[eq]=1',
    'constructor=1',
    'fields=$where',
    'sort=$natural',
  ])('%s names no field', async (query) => {
    expect((await records('scania', query)).status).toBe(400);
  });

  it.each([
    'class={"$ne":null}',
    'class[in]={"$ne":null}',
    'class=%24ne',
    'class[eq]=[object Object]',
    'class[prefix]=.*',
  ])('%s is a text that no record has', async (query) => {
    const { status, body } = await records('scania', query);
    expect({ status, data: body.data }).toEqual({ status: 200, data: [] });
  });

  it.each([encodeURIComponent('{"$ne":null}'), encodeURIComponent('{"$gt":""}'), '%24ne'])(
    'id %s is no record',
    async (id) => {
      const { status, body } = await ask(`/v1/datasets/scania/records/${id}`);
      expect(status).toBe(404);
      expect(body['code']).toBe('RECORD_UNKNOWN');
    },
  );

  it('cursors made by hand hold literals only', async () => {
    const { body } = await records('scania', 'sort=class&limit=1');
    const { BSON } = mongoose.mongo;
    const parts = BSON.deserialize(Buffer.from(body.page.next ?? '', 'base64url'));
    const forged = (k: unknown[]): string => Buffer.from(BSON.serialize({ ...parts, k })).toString('base64url');
    const literal = await records('scania', `sort=class&cursor=${forged([{ $ne: null }, { $gt: '' }])}`);
    expect({ status: literal.status, data: literal.body.data }).toEqual({ status: 200, data: [] });
    for (const k of [[/.*/, 'x'], [new BSON.Code('sleep(1)'), 'x'], [new BSON.MinKey(), 'x'], ['x']]) {
      expect((await records('scania', `sort=class&cursor=${forged(k)}`)).status).toBe(400);
    }
  });
});

describe('pages', () => {
  it('follow each other without gap or repetition', async () => {
    const seen: unknown[] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`;
      const { body } = await records('seattle-weather', `sort=weather,-temp_max&fields=_id,weather&limit=37${cursor}`);
      seen.push(...body.data.map(({ _id }) => _id));
      expect(body.page).toMatchObject({ limit: 37, hasMore: body.page.next !== null });
      next = body.page.next;
    }
    expect(seen).toHaveLength(400);
    expect(new Set(seen).size).toBe(400);
  });

  it('refuse the cursor of another sort or dataset', async () => {
    const { body } = await records('occupancy', 'sort=-V1&limit=1');
    const cursor = `cursor=${body.page.next}`;
    expect((await records('occupancy', `sort=V1&${cursor}`)).status).toBe(400);
    expect((await records('shuttle', cursor)).status).toBe(400);
    expect((await records('occupancy', `sort=-V1&V1[lt]=22&${cursor}`)).status).toBe(200);
  });

  it('sort and project by any name', async () => {
    const { body } = await records('awkward', `sort=-$set&fields=${encodeURIComponent('$set,"a.b"')}&fields=o.x`);
    expect(body.data).toEqual([
      { $set: 'text', o: { x: 3 } },
      { 'a.b': 'y', $set: 2, o: { x: 2 } },
      { 'a.b': 'x', $set: 1, o: { x: 1 } },
    ]);
  });

  it('keep every digit', async () => {
    expect((await records('awkward', 'fields=big')).text).toContain(
      '{"data":[{"big":9007199254740993},{"big":9007199254740992},{"big":7}]',
    );
  });
});

describe('one record', () => {
  it('is found by its id', async () => {
    const { status, type, text } = await ask(`/v1/datasets/occupancy/records/${encodeURIComponent('occupancy#0#0')}`);
    expect(status).toBe(200);
    expect(type).toBe('application/json; charset=utf-8');
    expect(JSON.parse(text)).toMatchObject({ _id: 'occupancy#0#0', time: '2015-02-04T17:51:00.000Z', V1: 23.18 });
  });
});

describe('a client that goes away', () => {
  it('ends its query', async () => {
    const many = Array.from({ length: 60_000 }, (_, i) => ({ 'x.y': `value ${i}` }));
    await seed(connection, 'slow', many);
    const query = Array.from({ length: 90 }, () => 'x.y[prefix]=value').join('&');
    const request = get(`${addressOf(app)}/v1/datasets/slow/records?sort=x.y&${query}`).on('error', () => undefined);
    await until(async () => (await running()) === 1);
    request.destroy();
    await until(async () => (await running()) === 0, 2_000);
  }, 30_000);

  async function running(): Promise<number> {
    const admin = (await openDatabase(connection, 'watching')).admin();
    const { inprog } = await admin.command({ currentOp: true, appName: 'sluice query', ns: /\.slow$/ });
    return (inprog as unknown[]).length;
  }

  async function until(condition: () => Promise<boolean>, withinMs = 10_000): Promise<void> {
    const end = Date.now() + withinMs;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`not within ${withinMs} ms`);
      await delay(5);
    }
  }
});

describe('the OpenAPI document', () => {
  it('has examples that work on the sample topics', async () => {
    const { body } = await ask('/openapi.json');
    const paths = body['paths'] as Record<
      string,
      { get: { parameters: { name: string; examples?: object; schema: { example?: string | number | string[] } }[] } }
    >;
    const { parameters } = paths['/v1/datasets/{name}/records']?.get ?? { parameters: [] };
    expect(parameters.map(({ name }) => name)).toEqual([
      'name',
      'filters',
      'from',
      'to',
      'timeField',
      'fields',
      'sort',
      'limit',
      'cursor',
    ]);
    const filters = parameters.find(({ name }) => name === 'filters')?.examples ?? {};
    const fixed = parameters.flatMap(({ name, schema: { example } }) =>
      name !== 'name' && example !== undefined ? `${name}=${encodeURIComponent(String(example))}` : [],
    );
    expect(fixed).toHaveLength(6);
    for (const [dataset, { value }] of Object.entries(filters as Record<string, { value: Record<string, string> }>)) {
      const { status, body: reply } = await records(dataset, [...fixed, new URLSearchParams(value)].join('&'));
      expect({ dataset, status }).toEqual({ dataset, status: 200 });
      expect(reply.data.length).toBeGreaterThan(0);
    }
  });

  it('describes every reply and error', async () => {
    const { body } = await ask('/openapi.json');
    const paths = body['paths'] as Record<string, Record<string, { responses: Record<string, unknown> }>>;
    const operations = Object.entries(paths)
      .filter(([path]) => path.startsWith('/v1/'))
      .flatMap(([, item]) => Object.values(item));
    expect(operations.length).toBeGreaterThan(10);
    for (const { responses } of operations) {
      expect(Object.keys(responses)).toEqual(expect.arrayContaining([expect.stringMatching(/^20/), '503']));
    }
    expect(JSON.stringify(body)).toContain('#/components/schemas/ProblemDto');
    expect((await ask('/docs')).status).toBe(200);
  });
});

describe('health and metrics', () => {
  it('are ready while MongoDB answers', async () => {
    expect((await ask('/health/ready')).status).toBe(200);
    expect((await ask('/health')).body['details']).toMatchObject({ mongodb: { status: 'up' } });
  });

  it('count requests by route and records by dataset', async () => {
    await records('shuttle', 'limit=3');
    const { text } = await ask('/metrics');
    expect(text).toMatch(
      /sluice_http_request_seconds_count\{[^}]*route="\/v1\/datasets\/:name\/records",status="200"[^}]*\} \d/,
    );
    expect(text).toMatch(/sluice_records_returned_total\{dataset="shuttle"[^}]*\} \d/);
  });
});

describe('without MongoDB', () => {
  it('starts, lives, is not ready, and answers 503 with Retry-After', async () => {
    const values = readSettings(queryGroups, { MONGO_DB_URL: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200' });
    const lonely = await createApp(queryApp, values, { ...runtime, metrics: new Metrics('query') });
    await lonely.listen(0, '127.0.0.1');
    expect((await askAt(lonely, '/health/live')).status).toBe(200);
    expect((await askAt(lonely, '/health/ready')).status).toBe(503);
    const { status, retryAfter, body } = await askAt(lonely, '/v1/datasets');
    expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'STORE_UNAVAILABLE' });
    expect(Number(retryAfter)).toBeGreaterThan(0);
    await lonely.close();
  });
});
