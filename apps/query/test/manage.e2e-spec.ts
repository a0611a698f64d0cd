import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApiKey } from '@sluice/runtime';
import { compileSchema, JsonType } from '@sluice/schema';
import { DatasetCatalog, openDatabase } from '@sluice/storage';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { QueryBed } from './query-bed.js';
import { seed } from './seed.js';

interface Indexes {
  data: { name: string; keys: Record<string, number>; isEssential: boolean; sizeBytes?: number; uses?: number }[];
  building: string[];
  advice: { fields: string; queries: number; slowestMs: number }[];
}

let bed: QueryBed;
const parts = Array.from({ length: 300 }, (_, i) => ({
  _key: `k${i % 3}`,
  class: i % 2 ? 'neg' : 'pos',
  size: i,
  'a.b': i,
}));

beforeAll(async () => {
  // Every query is slow here.
  bed = await QueryBed.open({ QUERY_SLOW_MS: '0' });
  await seed(bed.connection, 'parts', parts);
});
afterAll(() => bed.close());

const indexesOf = async (name: string): Promise<Indexes> => (await bed.get<Indexes>(`/${name}/indexes`)).body;

describe('indexes', () => {
  it('are listed, built and dropped', async () => {
    const built = await bed.post('/parts/indexes', { fields: ['class', '-size'] });
    expect(built).toMatchObject({ status: 201, body: { name: 'class_1_size_-1', state: 'ready' } });
    expect(await bed.post('/parts/indexes', { fields: ['class', '-size'] })).toMatchObject({ status: 201 });
    const listed = (await indexesOf('parts')).data;
    expect(listed.map(({ name, isEssential }) => [name, isEssential])).toEqual([
      ['_id_', true],
      ['_ts_1__id_1', true],
      ['class_1_size_-1', false],
    ]);
    expect(listed[2]).toMatchObject({ keys: { class: 1, size: -1 }, sizeBytes: expect.any(Number), uses: 0 });
    expect((await bed.delete('/parts/indexes/class_1_size_-1')).status).toBe(204);
    expect((await indexesOf('parts')).data).toHaveLength(2);
  });

  it('for the latest records of keys make those quick', async () => {
    const ask = () => bed.get<{ page: { isIndexed: boolean } }>('/parts/latest');
    expect(await bed.post('/parts/indexes', { latest: '_key' })).toMatchObject({ status: 201 });
    expect((await ask()).body.page.isIndexed).toBe(true);
  });

  it.each<[method: 'post' | 'delete', path: string, body: object, facts: object]>([
    ['post', '/parts/indexes', {}, { status: 400, body: { parameter: 'fields' } }],
    ['post', '/parts/indexes', { fields: ['sise'] }, { status: 400, body: { parameter: 'fields', example: 'size' } }],
    ['post', '/parts/indexes', { fields: ['a.b'] }, { status: 400, body: { parameter: 'fields' } }],
    ['post', '/parts/indexes', { fields: ['$**'] }, { status: 400, body: { parameter: 'fields' } }],
    ['post', '/parts/indexes', { latest: 'nobody' }, { status: 400, body: { parameter: 'latest' } }],
    ['post', '/nobody/indexes', { fields: ['size'] }, { status: 404, body: { code: 'DATASET_UNKNOWN' } }],
    ['delete', '/parts/indexes/_id_', {}, { status: 409, body: { code: 'INDEX_ESSENTIAL' } }],
    ['delete', '/parts/indexes/_ts_1__id_1', {}, { status: 409, body: { code: 'INDEX_ESSENTIAL' } }],
    ['delete', '/parts/indexes/*', {}, { status: 404, body: { code: 'INDEX_UNKNOWN' } }],
  ])('%s %s %j is refused', async (method, path, body, facts) => {
    expect(method === 'post' ? await bed.post(path, body) : await bed.delete(path)).toMatchObject(facts);
  });

  it('that slow queries lack are told: what is compared, then the sort, then ranges', async () => {
    await bed.get('/parts/records?size[gte]=5&class=pos&sort=-_key');
    await bed.get('/parts/records?class=pos&size[gte]=100&sort=-_key&limit=1');
    await bed.get('/parts/records?sort=_ts');
    await bed.post('/parts/count', {
      where: {
        or: [
          { field: 'size', value: 1 },
          { field: 'class', value: 'pos' },
        ],
      },
    });
    await until(async () => (await indexesOf('parts')).advice[0]?.queries === 2);
    expect((await indexesOf('parts')).advice).toEqual([
      { fields: 'class,-_key,size', queries: 2, slowestMs: expect.any(Number), lastAt: expect.any(String) },
    ]);
    expect(await bed.post('/parts/indexes', { fields: ['class', '-_key', 'size'] })).toMatchObject({ status: 201 });
  });
});

describe('advice', () => {
  it.each([
    ['latest?by=class', 'class,-_ts,-_id'],
    ['count?class=pos&mode=exact', 'class'],
    ['profile?fields=size&class[in]=pos,neg&size[gt]=3', 'class,size'],
    ['export?format=csv&sort=-class&size[lt]=9', '-class,size'],
    ['aggregate?by=class&size[lt]=9', 'size'],
  ])('comes of /%s too', async (path, fields) => {
    const name = `slow-${path.split('?')[0]}`;
    await seed(bed.connection, name, parts.slice(0, 20));
    expect((await fetch(`${bed.url}/v1/datasets/${name}/${path}`)).status).toBe(200);
    await until(async () => (await indexesOf(name)).advice.length > 0);
    expect((await indexesOf(name)).advice).toMatchObject([{ fields, queries: 1 }]);
    expect(await bed.post(`/${name}/indexes`, { fields: fields.split(',') })).toMatchObject({ status: 201 });
  });
});

describe('retention', () => {
  it('is set with the name as confirmation, changed and lifted', async () => {
    await seed(bed.connection, 'brief', parts.slice(0, 5));
    expect((await bed.get('/brief/retention')).body).toEqual({ seconds: null });
    const refused = await bed.post('/brief/retention', { seconds: 3_600 });
    expect(refused).toMatchObject({ status: 400, body: { parameter: 'confirm', example: 'brief' } });
    expect((await bed.post('/brief/retention', { seconds: 5, confirm: 'brief' })).status).toBe(400);
    for (const seconds of [31_536_000, 315_360_000]) {
      expect(await bed.post('/brief/retention', { seconds, confirm: 'brief' })).toMatchObject({ status: 200 });
      expect((await bed.get('/brief/retention')).body).toEqual({ seconds });
    }
    expect(await bed.delete('/brief/indexes/_ts_1')).toMatchObject({ status: 409, body: { code: 'INDEX_ESSENTIAL' } });
    expect((await bed.delete('/brief/retention')).status).toBe(204);
    expect((await bed.delete('/brief/retention')).status).toBe(204);
    expect((await bed.get('/brief/retention')).body).toEqual({ seconds: null });
  });
});

describe('a dataset', () => {
  it('gets another name, with its records and indexes', async () => {
    await seed(bed.connection, 'old', parts.slice(0, 7));
    await seed(bed.connection, 'taken', []);
    await bed.post('/old/indexes', { fields: ['size'] });
    expect(await bed.post('/old/rename', { to: 'taken' })).toMatchObject({
      status: 409,
      body: { code: 'DATASET_EXISTS' },
    });
    for (const to of ['', '_sluice_datasets', 'system.users', 'a$b', 'a/b', 'x'.repeat(121), null]) {
      expect(await bed.post('/old/rename', { to })).toMatchObject({ status: 400, body: { parameter: 'to' } });
    }
    expect((await bed.post('/old/rename', { to: 'new' })).status).toBe(204);
    expect((await bed.get('/old')).status).toBe(404);
    expect((await bed.get('/new')).body).toMatchObject({ name: 'new', count: 7 });
    expect((await indexesOf('new')).data.map(({ name }) => name)).toContain('size_1');
    expect((await bed.get<{ data: unknown[] }>('/new/records?size[lt]=3')).body.data).toHaveLength(3);
  });

  it('is dropped with its name as confirmation', async () => {
    await seed(bed.connection, 'gone', parts.slice(0, 7));
    for (const query of ['', '?confirm=', '?confirm=gon', '?confirmed=gone']) {
      expect((await bed.delete(`/gone${query}`)).status).toBe(400);
    }
    expect((await bed.get('/gone')).body).toMatchObject({ count: 7 });
    expect((await bed.delete('/gone?confirm=gone')).status).toBe(204);
    expect((await bed.get('/gone/records')).status).toBe(404);
    const database = await openDatabase(bed.connection, 'testing');
    expect(await database.listCollections({ name: 'gone' }).toArray()).toEqual([]);
  });

  it('tells its schemas in order', async () => {
    const schemas = [{ a: { type: 'integer' } }, { a: { type: 'integer' }, b: { type: 'string' } }].map((properties) =>
      compileSchema({ type: 'object', properties }),
    );
    for (const schema of schemas) {
      const observed = [{ name: 'a', storedName: 'a', types: JsonType.integer }];
      const sighting = { name: 'versions', connector: 'test', topic: 'versions', observed, schema };
      await new DatasetCatalog(bed.connection).upsert(sighting);
    }
    const { body } = await bed.get<{ data: object[] }>('/versions/schemas');
    expect(body.data).toEqual(
      schemas.map(({ fingerprint, source }, i) => ({
        fingerprint,
        since: expect.stringMatching(/Z$/),
        isCurrent: i === 1,
        schema: source,
      })),
    );
  });
});

describe('with access control', () => {
  it('readers ask whatever the method, and only operators change anything, within what they were given', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    const path = join(folder, 'keys.json');
    const [reader, operator] = [
      createApiKey('r', 'reader', ['given']),
      createApiKey('o', 'operator', ['given', 'free']),
    ];
    await writeFile(path, JSON.stringify({ keys: [reader.entry, operator.entry] }));
    const guarded = await QueryBed.open({}, { RUNTIME_HTTP_API_KEYS_PATH: path });
    try {
      for (const name of ['given', 'other']) await seed(guarded.connection, name, parts.slice(0, 3));
      const as = ({ key }: { key: string }) => ({ Authorization: `Bearer ${key}` });
      const asking = ['records/search', 'count', 'aggregate', 'latest', 'export'];
      for (const route of asking) {
        expect([route, (await guarded.post(`/given/${route}`, {}, as(reader))).status]).toEqual([route, 200]);
        expect([route, (await guarded.post(`/other/${route}`, {}, as(reader))).status]).toEqual([route, 403]);
        expect([route, (await guarded.post(`/given/${route}`, {})).status]).toEqual([route, 401]);
      }
      const changes: [path: string, body: object][] = [
        ['indexes', { fields: ['size'] }],
        ['retention', { seconds: 315_360_000, confirm: 'given' }],
      ];
      for (const [route, body] of changes) {
        expect((await guarded.post(`/given/${route}`, body, as(reader))).status).toBe(403);
        expect((await guarded.post(`/given/${route}`, body, as(operator))).status).toBeLessThan(300);
        expect((await guarded.post(`/other/${route}`, body, as(operator))).status).toBe(403);
      }
      expect((await guarded.delete('/given?confirm=given', as(reader))).status).toBe(403);
      expect((await guarded.delete('/given/indexes/size_1', as(reader))).status).toBe(403);
      expect((await guarded.post('/given/rename', { to: 'free' }, as(reader))).status).toBe(403);
      expect((await guarded.post('/given/rename', { to: 'elsewhere' }, as(operator))).status).toBe(403);
      expect((await guarded.post('/given/rename', { to: 'free' }, as(operator))).status).toBe(204);
      expect((await guarded.delete('/free?confirm=free', as(operator))).status).toBe(204);
    } finally {
      await guarded.close();
      await rm(folder, { recursive: true });
    }
  });
});

async function until(condition: () => Promise<boolean>, withinMs = 5_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms`);
    await delay(10);
  }
}
