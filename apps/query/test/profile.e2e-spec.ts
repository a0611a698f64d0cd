import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QueryBed } from './query-bed.js';
import { seed } from './seed.js';

interface Profile {
  data: { field: string; [fact: string]: unknown }[];
  correlations?: { fields: string[]; matrix: (number | null)[][] };
  sample: { records: number; isSampled: boolean; estimatedTotal: number };
  ageSeconds: number;
  at: string;
}

let bed: QueryBed;

beforeAll(async () => {
  bed = await QueryBed.open();
  const records = Array.from({ length: 1_000 }, (_, i) => ({
    x: i,
    twice: 2 * i + 1,
    against: -i,
    flat: 7,
    text: i % 4 === 0 ? 'often' : `text ${i}`,
    mixed: i % 2 === 0 ? i : null,
    at: new Date(Date.UTC(2026, 0, 1) + i * 1_000),
    ...(i < 100 ? { rare: true } : {}),
  }));
  await seed(bed.connection, 'known', records, {
    x: { type: 'integer' },
    twice: { type: 'number' },
    against: { type: 'integer' },
    flat: { type: 'integer' },
    text: { type: 'string' },
    mixed: { type: ['integer', 'null'] },
    rare: { type: 'boolean' },
    at: { type: 'string', format: 'date-time' },
  });
  await seed(bed.connection, 'empty', []);
});
afterAll(() => bed.close());

const profile = (query: string) => bed.get<Profile>(`/known/profile?${query}`);

describe('a profile', () => {
  it('tells what is in each field', async () => {
    const { status, body } = await profile('fields=x,text,mixed,at,rare');
    expect({ status, sample: body.sample }).toEqual({
      status: 200,
      sample: { records: 1_000, isSampled: false, estimatedTotal: 1_000 },
    });
    const of = (name: string) => body.data.find(({ field }) => field === name);
    expect(of('x')).toMatchObject({
      types: { integer: 1_000 },
      missing: 0,
      distinct: { count: 1_000, isExact: true },
      top: [],
      numbers: {
        count: 1_000,
        min: 0,
        max: 999,
        mean: expect.closeTo(499.5),
        stddev: expect.closeTo(Math.sqrt((1_000 ** 2 - 1) / 12)),
        quantiles: { p1: 9.99, p50: 499.5, p99: 989.01 },
        histogram: expect.arrayContaining([{ from: 0, to: 49.95, count: 50 }]),
      },
    });
    expect(of('text')).toMatchObject({
      types: { string: 1_000 },
      distinct: { count: 751, isExact: true },
      top: [{ value: 'often', count: 250, isExact: true }],
    });
    expect(of('text')).not.toHaveProperty('numbers');
    expect(of('mixed')).toMatchObject({ types: { integer: 500 }, nulls: 500, missing: 0 });
    expect(of('rare')).toMatchObject({ types: { boolean: 100 }, missing: 900, top: [{ value: true, count: 100 }] });
    expect(of('at')).toMatchObject({
      types: { date: 1_000 },
      numbers: { min: '2026-01-01T00:00:00.000Z', max: '2026-01-01T00:16:39.000Z' },
    });
  });

  it('tells how numbers go together', async () => {
    const { body } = await profile('fields=x,twice,against,flat,text&correlations=true');
    expect(body.correlations?.fields).toEqual(['x', 'twice', 'against', 'flat']);
    const rounded = body.correlations?.matrix.map((row) => row.map((value) => value && Math.round(value * 1e9) / 1e9));
    expect(rounded).toEqual([
      [1, 1, -1, null],
      [1, 1, -1, null],
      [-1, -1, 1, null],
      [null, null, null, null],
    ]);
  });

  it('looks at a random sample, and says so', async () => {
    const { body } = await profile('sample=100&fields=x');
    expect(body.sample).toEqual({ records: 100, isSampled: true, estimatedTotal: 1_000 });
    const [column] = body.data as { numbers?: { mean: number } }[];
    expect(Math.abs((column?.numbers?.mean ?? 0) - 499.5)).toBeLessThan(200);
  });

  it('is kept, with its age, unless a fresh one is asked for', async () => {
    const [first, second] = [await profile('fields=flat'), await profile('fields=flat')];
    expect(second.body.at).toBe(first.body.at);
    expect(second.body.ageSeconds).toBeGreaterThanOrEqual(0);
    expect((await profile('fields=flat&maxAge=0')).body.at).not.toBe(first.body.at);
  });

  it('takes filters, and may be of nothing', async () => {
    const { body } = await profile('fields=x&x[lt]=10');
    expect(body).toMatchObject({ sample: { records: 10 }, data: [{ numbers: { max: 9 } }] });
    expect(await bed.get('/empty/profile?correlations=true')).toMatchObject({
      status: 200,
      body: { sample: { records: 0 } },
    });
  });

  it.each([
    ['sample=0', { parameter: 'sample', example: '1000' }],
    ['fields=nobody', { parameter: 'fields' }],
    ['correlations=yes', { parameter: 'correlations', expected: 'true or false' }],
  ])('%s is answered with what would do', async (query, facts) => {
    const { status, body } = await bed.get(`/known/profile?${query}`);
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID', ...facts } });
  });
});
