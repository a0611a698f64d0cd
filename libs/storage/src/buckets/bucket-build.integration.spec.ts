import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose, { type mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { connectMongo, type MongoConnection, openDatabase } from '../connect-mongo.js';
import { timeWindow } from '../query/time-window.js';
import { testMongoUrl } from '../testing/test-mongo-url.js';
import { buildSlice, type BuiltSlice, TooManyGroups } from './bucket-build.js';
import type { BucketDocument, KeptBuckets } from './bucket-store.js';

const { Decimal128, Long } = mongoose.mongo.BSON;
const MINUTE = 60_000;
const COUNT = 6_000;
const BEGAN = Date.UTC(2026, 0, 1);
const END = BEGAN + COUNT * 1_000;
const VALUES = [1, Long.fromNumber(1), Decimal128.fromString('1'), '1', null, true, [1], { a: 1 }];

let connection: MongoConnection;
let operationTime: mongo.Timestamp;

const kept = (by: readonly string[]): KeptBuckets => ({
  _id: 'records/n',
  dataset: 'records',
  name: 'n',
  run: 'r',
  window: '1m',
  timeField: 'at',
  by,
  fields: [{ name: 'o.v', path: ['o', 'v'] }],
  state: 'building',
  epoch: 1,
  dirty: [],
  createdAt: new Date(),
});

function build(by: readonly string[], from: number, limits: { budgetMs: number; maxBuckets: number }) {
  const options = { ...limits, operationTime, signal: new AbortController().signal };
  return buildSlice(connection, kept(by), timeWindow('1m'), { from, to: END }, options);
}

const sorted = (slices: readonly BuiltSlice[]): BucketDocument[] =>
  slices
    .flatMap(({ documents }) => documents)
    .toSorted((a, b) => (JSON.stringify(a['_id']) < JSON.stringify(b['_id']) ? -1 : 1));

beforeAll(async () => {
  connection = connectMongo({ url: await testMongoUrl(), database: `build-${randomUUID()}`, appName: 'test' });
  const database = await openDatabase(connection, 'testing');
  const records = database.collection<{ _id: number }>('records');
  await records.createIndex({ at: 1 });
  const documents = Array.from({ length: COUNT }, (_, i) => ({
    _id: i,
    at: new Date(BEGAN + i * 1_000),
    o: { v: i % 3 === 0 ? Math.random() : 'text' },
    ...(i % 9 === 8 ? {} : { kind: VALUES[i % 9] }),
    each: i,
  }));
  await records.insertMany(documents);
  operationTime = (await database.command({ ping: 1 }))['operationTime'] as mongo.Timestamp; // of a replica set
});
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

describe('a slice of buckets', () => {
  it('ends with a whole window where its time is over, and the next goes on there', async () => {
    const whole = await build(['kind'], BEGAN, { budgetMs: 60_000, maxBuckets: 10_000 });
    expect(whole).toMatchObject({ span: { from: BEGAN, to: END }, records: COUNT });
    const slices: BuiltSlice[] = [];
    for (let from = BEGAN; from < END; from = slices.at(-1)?.span.to ?? END) {
      slices.push(await build(['kind'], from, { budgetMs: 0, maxBuckets: 10_000 }));
      expect(slices.at(-1)?.span.from).toBe(from);
    }
    expect(slices.length).toBeGreaterThan(2);
    expect(slices.every(({ span }) => (span.to - BEGAN) % MINUTE === 0)).toBe(true);
    expect(sorted(slices)).toEqual(sorted([whole]));
  });

  it('has a bucket for each value of each type, and keeps its type', async () => {
    const { documents } = await build(['kind'], END - MINUTE, { budgetMs: 60_000, maxBuckets: 10_000 });
    const kinds = documents.map((document) =>
      'g0' in document ? mongoose.mongo.BSON.EJSON.stringify(document['g0']) : '',
    );
    const expected = [...VALUES.map((value) => mongoose.mongo.BSON.EJSON.stringify(value)), ''];
    expect(kinds.toSorted()).toEqual(expected.toSorted());
    expect(documents.reduce((sum, document) => sum + Number(document['c']), 0)).toBe(60);
    expect(documents.reduce((sum, document) => sum + Number(document['n0'] ?? 0), 0)).toBe(60);
    expect(documents.reduce((sum, document) => sum + Number(document['k0'] ?? 0), 0)).toBe(20);
  });

  it('is ended by so many buckets, and a window cannot have more', async () => {
    const { span, documents } = await build(['each'], BEGAN, { budgetMs: 60_000, maxBuckets: 900 });
    expect(documents.length).toBe((span.to - BEGAN) / 1_000);
    expect(span.to).toBeLessThan(END);
    await expect(build(['each'], END - MINUTE, { budgetMs: 60_000, maxBuckets: 59 })).rejects.toThrow(TooManyGroups);
  });
});
