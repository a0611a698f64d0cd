import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@sluice/storage';
import mongoose from 'mongoose';
import { QueryBed } from './query-bed.js';
import { seed } from './seed.js';

const { Binary } = mongoose.mongo.BSON;

interface Page {
  data: Record<string, unknown>[];
  page: { next: string | null; hasMore: boolean; isIndexed: boolean };
}

const KEYS = 50;
let bed: QueryBed;

beforeAll(async () => {
  bed = await QueryBed.open();
  const readings = Array.from({ length: 20 * KEYS }, (_, i) => ({
    _key: `sensor-${i % KEYS}`,
    n: i,
    room: (i % KEYS) * 1_000_000_000_000,
    tags: ['a'],
    // Every second record of a key has the timestamp of the one before it.
    _ts: new Date(Date.UTC(2026, 0, 1) + (Math.floor(i / KEYS) >> 1) * 1_000),
  }));
  const others = [{ n: -1 }, { _key: null, n: -2 }, { _key: new Binary(Buffer.from([0xff, 0])), n: -3 }];
  for (const name of ['plain', 'indexed']) await seed(bed.connection, name, [...readings, ...others]);
  const database = await openDatabase(bed.connection, 'testing');
  const keys = (field: string) => ({ [field]: 1, _ts: -1, _id: -1 }) as const;
  await database.collection('indexed').createIndexes([{ key: keys('_key') }, { key: keys('room') }]);
});
afterAll(() => bed.close());

/** Keys by their order as texts, with the last of the 20 readings of each. */
const expected = Array.from({ length: KEYS }, (_, i) => ({ _key: `sensor-${i}`, n: 19 * KEYS + i })).toSorted(
  ({ _key: a }, { _key: b }) => (a < b ? -1 : 1),
);
/** The greatest id of two records of one time, as texts. */
const latestOf = (dataset: string) =>
  expected.map(({ _key, n }) => {
    const before = n - KEYS;
    return { _key, n: `${dataset}#0#${n}` > `${dataset}#0#${before}` ? n : before };
  });

describe.each(['plain', 'indexed'])('the latest records of keys, %s', (dataset) => {
  const isIndexed = dataset === 'indexed';

  it('are one of each key, in pages', async () => {
    const seen: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { status, body } = await bed.get<Page>(`/${dataset}/latest?fields=_key,n&limit=7${next}`);
      expect({ status, isIndexed: body.page.isIndexed }).toEqual({ status: 200, isIndexed });
      expect(body.page.hasMore).toBe(body.page.next !== null);
      seen.push(...body.data);
      cursor = body.page.next;
    }
    expect(seen).toEqual([...latestOf(dataset), { _key: '/wA=', n: -3 }]);
  });

  it('are those of the keys asked for', async () => {
    const { body } = await bed.get<Page>(`/${dataset}/latest?key=sensor-7&key=sensor-1&key=nobody`);
    expect(body.data.map(({ _key }) => _key)).toEqual(['sensor-1', 'sensor-7']);
    const key = Array.from({ length: 1_000 }, (_, i) => `sensor-${i}`);
    const many = await bed.post<Page>(`/${dataset}/latest`, { key, fields: ['_key', 'n'] });
    expect(many.body.data).toEqual(latestOf(dataset));
    expect(many.body.page).toMatchObject({ next: null, isIndexed });
  });

  it('may go by any field of single values', async () => {
    const { body } = await bed.get<Page>(`/${dataset}/latest?by=room&key=0&key=3000000000000&fields=_key`);
    expect(body.data).toEqual([{ _key: 'sensor-0' }, { _key: 'sensor-3' }]);
    expect((await bed.get<Page>(`/${dataset}/latest?by=room&limit=1000`)).body.data).toHaveLength(KEYS);
  });
});

describe('a request for the latest records', () => {
  it.each([
    ['by=rom', { parameter: 'by', example: 'room' }],
    ['by=tags', { parameter: 'by', expected: 'a field of single values' }],
    ['by=room&key=many', { parameter: 'key', expected: 'a number' }],
    ['keys=a', { parameter: 'keys', example: 'key' }],
    ['cursor=abc', { parameter: 'cursor' }],
    ['limit=0', { parameter: 'limit' }],
  ])('%s is answered with what would do', async (query, facts) => {
    const { status, body } = await bed.get(`/plain/latest?${query}`);
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID', ...facts } });
  });

  it('takes no operators for keys', async () => {
    const { status, body } = await bed.get<Page>(`/plain/latest?key=${encodeURIComponent('{"$ne":null}')}`);
    expect({ status, data: body.data }).toEqual({ status: 200, data: [] });
    expect((await bed.post('/plain/latest', { key: [{ $ne: null }] })).status).toBe(400);
  });
});
