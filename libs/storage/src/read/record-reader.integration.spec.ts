import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import mongoose, { type mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { connectMongo, type MongoConnection, openDatabase } from '../connect-mongo.js';
import type { DatasetField } from '../models/dataset.model.js';
import type { Operator } from '../query/filter.js';
import { QueryFields } from '../query/query-field.js';
import type { RawFilter } from '../query/filter-tree.js';
import { planRecords, type RecordsRequest } from '../query/records-plan.js';
import { testMongoUrl } from '../testing/test-mongo-url.js';
import { RecordReader } from './record-reader.js';

const { Binary, Decimal128, Double, Long, ObjectId } = mongoose.mongo.BSON;

interface Page {
  data: Record<string, unknown>[];
  page: { previous: string | null; next: string | null; limit: number; hasMore: boolean };
}

interface Stored {
  _id: unknown;
  [field: string]: unknown;
}

let connection: MongoConnection;
let reader: RecordReader;
let collection: mongo.Collection<Stored>;
let dataset: string;

beforeAll(async () => {
  connection = connectMongo({ url: await testMongoUrl(), database: `read-${randomUUID()}`, appName: 'test' });
  reader = new RecordReader(connection, 10_000);
});
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});
beforeEach(async () => {
  dataset = `d${randomUUID()}`;
  collection = (await openDatabase(connection, 'testing')).collection(dataset);
});

const SCALARS = ['null', 'boolean', 'integer', 'number', 'string'];
const field = (name: string, types: string[] = SCALARS): DatasetField => ({ name, storedName: name, types });
const fields = new QueryFields(
  {
    fields: [
      field('v'),
      field('w'),
      field('a.b'),
      field('$c'),
      field('list', ['array', 'null', 'integer']),
      field('o', ['object']),
    ],
  },
  undefined,
);

async function ask(request: Partial<RecordsRequest>): Promise<Page> {
  const plan = planRecords(dataset, fields, { filters: [], limit: 1_000, ...request });
  return JSON.parse((await reader.page(plan)).json.toString()) as Page;
}

/** Ids of all pages, which are the same on the way there and on the way back. */
async function walk(request: Partial<RecordsRequest>): Promise<unknown[]> {
  const idsOf = (walked: readonly Page[]): unknown[] => walked.flatMap(({ data }) => data.map(({ _id }) => _id));
  const go = async (from: string | null | undefined, way: 'next' | 'previous'): Promise<Page[]> => {
    const walked: Page[] = [];
    for (let cursor = from; cursor !== null; cursor = walked.at(-1)?.page[way]) {
      const found = await ask({ ...request, ...(cursor ? { cursor } : {}) });
      expect(found.page.hasMore).toBe(found.page.next !== null);
      walked.push(found);
    }
    return walked;
  };
  const pages = await go(undefined, 'next');
  expect(pages[0]?.page.previous).toBeNull();
  const back = await go(pages.at(-1)?.page.previous, 'previous');
  expect(idsOf([...back.toReversed(), ...pages.slice(-1)])).toEqual(idsOf(pages));
  return idsOf(pages);
}

async function openCursors(): Promise<number> {
  const admin = connection.getClient().db('admin');
  const cursors = admin.aggregate([
    { $currentOp: { idleCursors: true, allUsers: true } },
    { $match: { type: 'idleCursor', ns: `${connection.name}.${dataset}` } },
  ]);
  return (await cursors.toArray()).length;
}

const few = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const value = few<unknown>(
  undefined,
  null,
  0,
  -1,
  1,
  2.5,
  Number.NaN,
  Infinity,
  -Infinity,
  Long.fromString('9007199254740993'),
  Long.fromString('9007199254740992'),
  new Double(9007199254740992),
  Decimal128.fromString('12345678901234567890'),
  Decimal128.fromString('NaN'),
  '',
  'a',
  'b',
  '9',
  true,
  false,
  new Date(0),
  new Date(86_400_000),
  new Binary(Buffer.from([1, 2])),
  new ObjectId('000000000000000000000001'),
  { x: 1 },
  { $ne: 1 },
);
const list = fc.oneof(value, fc.array(few<unknown>(1, 5, null, 'a'), { maxLength: 3 }));
const record = fc.record(
  { v: value, w: value, 'a.b': list, $c: value, list, _ts: few(new Date(1), new Date(2), new Date(3)) },
  { requiredKeys: ['_ts'] },
);
const sortText = few(
  'v',
  '-v',
  'v,-w',
  '-w,v',
  '_ts',
  '-_ts',
  '_ts,v',
  'a.b',
  '-a.b,v',
  '$c',
  'list',
  '-list',
  '-list,-v',
  'o.x',
  '_id',
  '-_id',
);

describe('pages by cursor', () => {
  it('show every record once, in one order, whatever the types of the sorted fields', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 25 }),
        sortText,
        fc.integer({ min: 1, max: 7 }),
        async (records, sort, limit) => {
          await collection.deleteMany({});
          const insertion = records.map((one, i) => ({
            ...one,
            _id: i % 5 === 4 ? new Binary(Buffer.from([i])) : `id${i}`,
          }));
          await collection.insertMany(insertion, { ignoreUndefined: true });
          const whole = (await ask({ sort })).data.map(({ _id }) => _id);
          expect(whole).toHaveLength(records.length);
          expect(await walk({ sort, limit })).toEqual(whole);
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);

  it.each(['_ts', '-a.b'])(
    'by %s hold no more than a reply of MongoDB, and miss nothing',
    async (sort) => {
      const text = 'x'.repeat(1_500_000);
      await collection.insertMany(
        Array.from({ length: 24 }, (_, i) => ({ _id: `r${i}`, _ts: new Date(i), 'a.b': i, text })),
      );
      const { data, page } = await ask({ sort });
      expect(data.length).toBeGreaterThan(0);
      expect(data.length).toBeLessThan(24);
      expect(page.hasMore).toBe(true);
      expect(new Set(await walk({ sort })).size).toBe(24);
      for (let open = 1; open > 0; open = await openCursors());
    },
    30_000,
  );

  it.each(['_ts', '-_ts'])('by %s cost the same at any depth', async (sort) => {
    await collection.createIndex({ _ts: 1, _id: 1 });
    await collection.insertMany(Array.from({ length: 3_000 }, (_, i) => ({ _id: `r${i}`, _ts: new Date(i >> 2) })));
    let cursor: string | undefined;
    for (let depth = 0; depth < 5; depth += 1) {
      const request = { filters: [], limit: 250, sort, ...(cursor ? { cursor } : {}) };
      const plan = planRecords(dataset, fields, request);
      const order = new Map(plan.keys.map(({ field, direction }) => [field.name, direction]));
      const explained = await collection
        .find<object>(plan.filter as object, { sort: order, limit: 251 })
        .explain('executionStats');
      const { executionStats } = explained as { executionStats: { totalKeysExamined: number } };
      expect(executionStats.totalKeysExamined).toBeLessThan(300);
      const { page } = await ask(request);
      cursor = page.next ?? '';
    }
  });

  it('backwards reach what has come since, and go forwards again from there', async () => {
    const store = (...at: number[]) => collection.insertMany(at.map((i) => ({ _id: `r${i}`, _ts: new Date(i) })));
    await store(10, 20, 30, 40, 50);
    const first = await ask({ limit: 2 });
    const second = await ask({ limit: 2, cursor: first.page.next ?? '' });
    await store(5, 15, 25);
    const before = await ask({ limit: 2, cursor: second.page.previous ?? '' });
    expect(before.data.map(({ _id }) => _id)).toEqual(['r20', 'r25']);
    const after = await ask({ limit: 2, cursor: before.page.next ?? '' });
    expect(after.data.map(({ _id }) => _id)).toEqual(['r30', 'r40']);
    const start = await ask({ limit: 9, cursor: before.page.previous ?? '' });
    expect(start.data.map(({ _id }) => _id)).toEqual(['r5', 'r10', 'r15']);
    expect(start.page).toMatchObject({ previous: null, hasMore: true });
  });

  it('go on although records before them vanish', async () => {
    await collection.insertMany(Array.from({ length: 6 }, (_, i) => ({ _id: `r${i}`, _ts: new Date(i) })));
    const { page } = await ask({ limit: 3 });
    await collection.deleteOne({ _ts: new Date(2) });
    expect((await ask({ limit: 3, cursor: page.next ?? '' })).data.map(({ _id }) => _id)).toEqual(['r3', 'r4', 'r5']);
  });
});

describe('filters', () => {
  const awkward = { v: 'a.b', w: '$c' } as const;
  const filter = (name: string, operator: RawFilter['operator'], text: string): RawFilter => {
    return { parameter: `${name}[${operator}]`, field: name, operator, text };
  };

  it('mean the same for names that the match language cannot say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ v: value, w: value }), {
          minLength: 1,
          maxLength: 20,
        }),
        few<Operator>('eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'exists', 'prefix', 'contains'),
        few('null', '1', '9', 'a', '9007199254740993', 'true', '"1"', '2.5', '-1'),
        async (records, operator, text) => {
          await collection.deleteMany({});
          const both = records.map((one, i) => ({
            ...one,
            [awkward.v]: one.v,
            [awkward.w]: one.w,
            _id: i,
            _ts: new Date(i),
          }));
          await collection.insertMany(both, { ignoreUndefined: true });
          const operand = operator === 'exists' ? 'true' : text;
          // Null has no order and is refused.
          fc.pre(text !== 'null' || !/^[gl]te?$/.test(operator));
          for (const name of ['v', 'w'] as const) {
            const plain = await ask({ filters: [filter(name, operator, operand)] });
            const said = await ask({ filters: [filter(awkward[name], operator, operand)] });
            expect(said.data).toEqual(plain.data);
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);

  it('compare integers exactly', async () => {
    const at = new Date(0);
    await collection.insertMany([
      { _id: 'two', _ts: at, v: Long.fromString('9007199254740992') },
      { _id: 'three', _ts: at, v: Long.fromString('9007199254740993') },
    ]);
    const ids = async (operator: 'gt' | 'eq', text: string): Promise<unknown[]> =>
      (await ask({ filters: [filter('v', operator, text)] })).data.map(({ _id }) => _id);
    expect(await ids('gt', '9007199254740992')).toEqual(['three']);
    expect(await ids('eq', '9007199254740993')).toEqual(['three']);
  });

  it('take the characters of a prefix literally', async () => {
    const at = new Date(0);
    await collection.insertMany(['a.*b', 'axxb', 'ünï x', 'A.*b'].map((v) => ({ _id: v, _ts: at, v })));
    const ids = async (text: string): Promise<unknown[]> =>
      (await ask({ filters: [filter('v', 'prefix', text)] })).data.map(({ _id }) => _id);
    expect(await ids('a.*')).toEqual(['a.*b']);
    expect(await ids('ünï ')).toEqual(['ünï x']);
  });
});

describe('one record', () => {
  it.each([
    ['t#0#1', 't#0#1'],
    [42, '42'],
    [Long.fromString('9007199254740993'), '9007199254740993'],
    [new Date('2015-02-04T17:51:00Z'), '2015-02-04T17:51:00.000Z'],
    [new ObjectId('0123456789abcdef01234567'), '0123456789abcdef01234567'],
    [new Binary(Buffer.from([0xff, 0xfe])), '//4='],
    [{ sensor: 'a', n: 1 }, '{"sensor":"a","n":1}'],
  ])('is found by id %p', async (_id, text) => {
    await collection.insertMany([{ _id, _ts: new Date(0), v: 1 }]);
    const json = await reader.one(dataset, text);
    expect(JSON.parse(json?.toString() ?? 'null')).toMatchObject({ v: 1, _ts: '1970-01-01T00:00:00.000Z' });
    expect(await reader.one(dataset, '{"$ne":null}')).toBeUndefined();
  });
});

describe('statistics', () => {
  it('count and give the range of time', async () => {
    expect(await reader.statistics(dataset)).toEqual({ estimatedCount: 0 });
    await collection.insertMany([5, 3, 9].map((at) => ({ _id: at, _ts: new Date(at) })));
    expect(await reader.statistics(dataset)).toEqual({ estimatedCount: 3, first: new Date(3), last: new Date(9) });
  });
});

describe('projections', () => {
  it('send exactly what was asked for', async () => {
    await collection.insertMany([{ _id: 1, _ts: new Date(0), v: 1, w: 2, 'a.b': 3, o: { x: 1, y: 2 } }]);
    const of = async (...lists: string[]): Promise<unknown> => (await ask({ fields: lists, sort: 'w' })).data[0];
    expect(await of('v')).toEqual({ v: 1 });
    expect(await of('o.x,_id')).toEqual({ _id: 1, o: { x: 1 } });
    expect(await of('a.b', 'w')).toEqual({ w: 2, 'a.b': 3 });
    expect(await of('o', 'o.x')).toEqual({ o: { x: 1, y: 2 } });
  });
});

describe('limits', () => {
  it('end a query that takes longer than allowed', async () => {
    await collection.insertMany(
      Array.from({ length: 20_000 }, (_, i) => ({ _id: i, _ts: new Date(0), v: `${i}`, 'a.b': i })),
    );
    const hurried = new RecordReader(connection, 1);
    const plan = planRecords(dataset, fields, { filters: [], limit: 10, sort: 'a.b' });
    await expect(hurried.page(plan)).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' });
  });

  it('end a query when its signal says so', async () => {
    const plan = planRecords(dataset, fields, { filters: [], limit: 10 });
    await expect(reader.page(plan, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' });
  });
});
