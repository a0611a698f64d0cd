import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@sluice/storage';
import type { mongo } from 'mongoose';
import { setTimeout as delay } from 'node:timers/promises';
import { QueryBed } from './query-bed.js';
import { seed } from './seed.js';

interface Row {
  window?: string;
  group?: Record<string, unknown>;
  values: Record<string, number | string | null>;
}

interface Rows {
  data: Row[];
  meta: { records: number; skipped?: number; isExact: boolean; buckets?: { name: string; asOf: string } };
}

interface Kept {
  name: string;
  state: string;
  reason?: string;
  behindSeconds?: number;
  dirtySpans: number;
}

interface Reading {
  _id?: string;
  at: Date | null;
  room?: string | null;
  temp?: number | null;
  load?: number;
}

const BEGAN = Date.UTC(2026, 2, 27, 22, 13);
const END = Date.UTC(2026, 3, 1);
const properties = {
  at: { type: ['string', 'null'], format: 'date-time' },
  temp: { type: ['number', 'null'] },
  load: { type: 'number' },
  room: { type: ['string', 'null'] },
};

let bed: QueryBed;
let database: mongo.Db;
let readings: mongo.Collection<Reading & { _id: string }>;
let last = 0;

function reading(at: number): Reading {
  return {
    at: Math.random() < 0.005 ? null : new Date(at),
    ...(Math.random() < 0.1 ? {} : { room: ['hall', 'attic', null][Math.floor(Math.random() * 3)] ?? null }),
    temp: Math.random() < 0.1 ? null : Math.random() * 40 - 10,
    load: 1e9 + Math.random(),
  };
}

const sometime = (): number => BEGAN + Math.floor(Math.random() * (END - BEGAN));

async function store(count: number, at: () => number = sometime): Promise<void> {
  await readings.insertMany(Array.from({ length: count }, () => ({ _id: `late#0#${(last += 1)}`, ...reading(at()) })));
}

const listed = async (name: string): Promise<Kept[]> => (await bed.get<{ data: Kept[] }>(`/${name}/buckets`)).body.data;

/** Until everything that is stored by now is in the buckets. */
async function caughtUp(name = 'rooms'): Promise<void> {
  const since = Date.now();
  await until(async () => {
    const all = await bed.get<{ data: (Kept & { asOf?: string })[] }>(`/${name}/buckets`);
    return all.body.data.every(
      ({ state, dirtySpans, asOf }) => state === 'kept' && dirtySpans === 0 && Date.parse(asOf ?? '') >= since,
    );
  });
}

async function until(condition: () => Promise<boolean>, withinMs = 40_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms`);
    await delay(25);
  }
}

async function ask(query: string, name = 'rooms'): Promise<Rows> {
  const { status, body } = await bed.get<Rows>(`/${name}/aggregate?timeField=at&${query}`);
  expect([query, status]).toEqual([query, 200]);
  return body;
}

/** Sums of doubles in another order may differ in their last digits, and so may deviations. */
function alike(row: Row): Row {
  const values = Object.entries(row.values).map(([name, value]) => [
    name,
    typeof value === 'number' && /^(?:stddev)/.test(name) ? expect.closeTo(value, 6) : value,
  ]);
  return { ...row, values: Object.fromEntries(values) as Row['values'] };
}

const MEASURES = ['temp', 'load']
  .flatMap((field) => ['count', 'sum', 'avg', 'min', 'max', 'stddev'].map((measure) => `${measure}(${field})`))
  .join(',');

async function expectSame(query: string, over: 'buckets' | 'records' = 'buckets', name = 'rooms'): Promise<Rows> {
  const [kept, plain] = [await ask(query, name), await ask(`${query}&buckets=none`, name)];
  const { buckets, ...meta } = kept.meta;
  expect([query, buckets === undefined ? 'records' : 'buckets']).toEqual([query, over]);
  expect({ query, data: kept.data, meta }).toEqual({ query, data: plain.data.map(alike), meta: plain.meta });
  return kept;
}

beforeAll(async () => {
  bed = await QueryBed.open();
  database = await openDatabase(bed.connection, 'testing');
  readings = database.collection('rooms');
  const records = Array.from({ length: 4_000 }, () => reading(sometime()));
  await seed(bed.connection, 'rooms', records as unknown as Record<string, unknown>[], properties);
});
afterAll(() => bed.close());

describe('buckets', () => {
  it('are declared, listed and kept', async () => {
    const body = { window: '15m', timeField: 'at', by: ['room'], fields: ['temp', 'load'] };
    const declared = await bed.post('/rooms/buckets', body);
    expect(declared).toMatchObject({ status: 201, body: { window: '15m', by: ['room'], state: 'building' } });
    expect(await bed.post('/rooms/buckets', body)).toMatchObject({
      status: 201,
      body: { name: declared.body['name'] },
    });
    await caughtUp();
    expect(await listed('rooms')).toEqual([
      expect.objectContaining({ name: declared.body['name'], state: 'kept', behindSeconds: expect.any(Number) }),
    ]);
    expect((await bed.get('')).body['data']).toHaveLength(1); // they are no dataset
  });

  const range = 'from=2026-03-28T01:07:08Z&to=2026-03-31T20:01:00Z';
  const questions = [
    `measures=count,${MEASURES}`,
    `window=15m&measures=count,${MEASURES}`,
    `window=1h&by=room&measures=count,${MEASURES}`,
    `window=day&measures=count,${MEASURES}`,
    `window=day&zone=Europe/Berlin&measures=count,${MEASURES}`,
    `window=day&zone=Asia/Kathmandu&by=room&measures=avg(temp)`,
    `window=week&zone=America/St_Johns&measures=sum(load)`,
    `window=month&zone=Australia/Lord_Howe&measures=count,min(temp)`,
    `window=1h&${range}&measures=count,${MEASURES}`,
    `window=day&zone=Europe/Berlin&${range}&by=room&measures=max(load),stddev(temp)`,
    `${range}&by=room&measures=count,avg(temp)`,
    `from=2026-03-28T01:00:00Z&window=30m&measures=count`,
    `to=2026-03-30T01:00:00Z&measures=count,avg(load)`,
    `window=1h&${range}&fill=linear&measures=avg(temp),count`,
    `window=1h&room=hall&measures=count,avg(temp)`,
    `window=1h&room[exists]=false&measures=count`,
    `window=1h&room=null&measures=count`,
    `window=1h&room[ne]=attic&by=room&measures=count`,
    `window=6h&room[in]=hall,attic&room[prefix]=h&measures=count`,
    `from=2030-01-01T00:00:00Z&window=1h&measures=count`,
  ];

  it.each(questions)('give the answer that records give: %s', async (question) => {
    await expectSame(question);
  });

  it.each([
    'window=20m&measures=count',
    'window=1h&measures=median(temp)',
    'window=1h&measures=distinct(room)',
    'window=1h&measures=first(temp)',
    'window=1h&measures=avg(temp)&temp[gt]=3',
    'window=1h&by=load&measures=count&from=2026-03-28T01:07:08Z&to=2026-03-28T03:07:08Z',
    'window=1h&measures=count&from=2026-03-28T01:07:08Z&to=2026-03-28T01:17:08Z',
  ])('are not used where they do not know: %s', async (question) => {
    await expectSame(question, 'records');
  });

  it('know of late records, changes and removals, in whatever window', async () => {
    const question = `window=1h&by=room&measures=count,${MEASURES}`;
    await caughtUp();
    await store(300);
    await store(50, () => Date.UTC(2026, 5, 1) + Math.random() * 1e7);
    await store(50, () => Date.UTC(1987, 5, 1) + Math.random() * 1e7);
    await readings.updateMany({ temp: { $lt: -5 } }, { $set: { temp: 39 } });
    await readings.updateMany({ temp: { $gt: 38 } }, [{ $set: { at: { $add: ['$at', 86_400_000] } } }]);
    await readings.updateMany({ temp: { $gt: 26, $lt: 28 } }, { $set: { room: 'cellar' } });
    await readings.updateOne({ room: 'hall' }, { $set: { at: null } });
    await readings.updateOne({ at: null }, { $set: { at: new Date(BEGAN) } });
    await readings.deleteMany({ room: 'attic', at: { $gt: new Date(BEGAN + 4e7), $lt: new Date(BEGAN + 8e7) } });
    const some = await readings.find({ room: null }).limit(20).toArray();
    for (const { _id } of some) await readings.replaceOne({ _id }, reading(sometime()));
    await caughtUp();
    const { data } = await expectSame(question);
    expect(data.some(({ group }) => group?.['room'] === 'cellar')).toBe(true);
    await readings.deleteMany({ at: { $lt: new Date(BEGAN - 1e9) } });
    await caughtUp();
    await expectSame(question);
  });

  it('are right at any moment while records come', async () => {
    const enough = new AbortController();
    const question = 'window=1h&measures=count,sum(load)&from=2026-03-01T00:00:00Z&to=2026-04-30T00:00:00Z';
    const counted = ({ data }: Rows): number => data.reduce((sum, { values }) => sum + Number(values['count']), 0);
    const storing = (async () => {
      while (!enough.signal.aborted) await store(20, () => Math.floor(sometime()));
    })();
    try {
      const answers: Rows[] = [];
      let before = 0;
      for (const end = Date.now() + 4_000; Date.now() < end;) {
        const { data, meta } = await ask(question);
        const now = counted({ data, meta });
        expect(now).toBeGreaterThanOrEqual(before);
        expect(Date.parse(meta.buckets?.asOf ?? new Date().toISOString())).toBeGreaterThan(Date.now() - 11_000);
        before = now;
        answers.push({ data, meta });
      }
      expect(answers.length).toBeGreaterThan(3);
    } finally {
      enough.abort();
      await storing;
    }
    await caughtUp();
    await expectSame(question);
  });

  it('of a calendar serve its longer windows in the same zone only', async () => {
    const body = { window: 'day', zone: 'Europe/Berlin', timeField: 'at', by: [], fields: ['temp'] };
    await seed(
      bed.connection,
      'days',
      [reading(BEGAN), reading(END)] as unknown as Record<string, unknown>[],
      properties,
    );
    const days = database.collection<Reading & { _id: string }>('days');
    await days.insertMany(Array.from({ length: 500 }, (_, i) => ({ _id: `d#0#${i + 10}`, ...reading(sometime()) })));
    expect((await bed.post('/days/buckets', { ...body, by: undefined })).status).toBe(201);
    await caughtUp('days');
    await expectSame('window=day&zone=Europe/Berlin&measures=count,avg(temp)', 'buckets', 'days');
    await expectSame('window=month&zone=Europe/Berlin&measures=count,avg(temp)', 'buckets', 'days');
    await expectSame('measures=count,avg(temp)', 'buckets', 'days');
    await expectSame('window=day&zone=Europe/Paris&measures=count', 'records', 'days');
    await expectSame('window=7d&measures=count', 'records', 'days');
  });
});

describe('buckets of a dataset that changes as a whole', () => {
  const body = { window: '1h', timeField: 'at', fields: ['temp'] };
  const question = 'window=1h&measures=count,avg(temp)';
  const some = (count: number) => Array.from({ length: count }, () => reading(sometime()));

  it('go with it to its new name', async () => {
    await seed(bed.connection, 'before', some(200) as unknown as Record<string, unknown>[], properties);
    await bed.post('/before/buckets', body);
    await caughtUp('before');
    expect((await bed.post('/before/rename', { to: 'after' })).status).toBe(204);
    await until(async () => (await listed('after'))[0]?.state === 'kept');
    await caughtUp('after');
    await expectSame(question, 'buckets', 'after');
    expect((await bed.get('/before/buckets')).status).toBe(404);
  });

  it('are gone with it', async () => {
    await seed(bed.connection, 'doomed', some(200) as unknown as Record<string, unknown>[], properties);
    await bed.post('/doomed/buckets', body);
    await caughtUp('doomed');
    expect((await bed.delete('/doomed?confirm=doomed')).status).toBe(204);
    await until(async () => (await database.collection('_sluice_buckets').findOne({ dataset: 'doomed' })) === null);
    await seed(bed.connection, 'doomed', some(20) as unknown as Record<string, unknown>[], properties);
    expect(await listed('doomed')).toEqual([]);
    await expectSame(question, 'records', 'doomed');
  });

  it('are built anew where its records were replaced by others behind its back', async () => {
    await seed(bed.connection, 'anew', some(200) as unknown as Record<string, unknown>[], properties);
    await bed.post('/anew/buckets', body);
    await caughtUp('anew');
    await database.dropCollection('anew');
    await seed(bed.connection, 'anew', some(77) as unknown as Record<string, unknown>[], properties);
    await caughtUp('anew');
    const { meta } = await expectSame(question, 'buckets', 'anew');
    expect(meta.records).toBe(77);
  });

  it('are built anew where nobody knows what changed', async () => {
    await seed(bed.connection, 'vague', some(200) as unknown as Record<string, unknown>[], properties);
    await bed.post('/vague/buckets', body);
    await caughtUp('vague');
    await database.command({ collMod: 'vague', changeStreamPreAndPostImages: { enabled: false } });
    await database.collection('vague').deleteMany({ room: 'hall' });
    await until(async () => (await listed('vague'))[0]?.dirtySpans === 1);
    await expectSame(question, 'records', 'vague');
  });

  it('are forgotten', async () => {
    const [{ name } = { name: '' }] = await listed('anew');
    const windows = database.collection('_sluice_bucket_windows');
    const before = await windows.countDocuments();
    const images = async (): Promise<unknown> => (await database.listCollections({ name: 'anew' }).toArray())[0];
    expect(await images()).toMatchObject({ options: { changeStreamPreAndPostImages: { enabled: true } } });
    expect((await bed.delete(`/anew/buckets/${name}`)).status).toBe(204);
    expect(await bed.delete(`/anew/buckets/${name}`)).toMatchObject({ status: 404, body: { code: 'BUCKETS_UNKNOWN' } });
    await expectSame(question, 'records', 'anew');
    expect(await windows.countDocuments()).toBeLessThan(before);
    expect(await images()).not.toHaveProperty('options.changeStreamPreAndPostImages');
  });
});

describe('a wrong declaration', () => {
  it.each<[body: object, parameter: string]>([
    [{}, 'window'],
    [{ window: '5x' }, 'window'],
    [{ window: '10ms' }, 'window'],
    [{ window: '1h', zone: 'Europe/Berlin' }, 'zone'],
    [{ window: 'day', zone: 'Europe/Nowhere' }, 'zone'],
    [{ window: '1h', timeField: 'temp' }, 'timeField'],
    [{ window: '1h', timeField: 'nothing' }, 'timeField'],
    [{ window: '1h', by: ['rom'] }, 'by'],
    [{ window: '1h', by: ['room', 'temp', 'load', 'at', '_key'] }, 'by'],
    [{ window: '1h', fields: ['tmep'] }, 'fields'],
    [{ window: '1h', fields: 7 }, 'fields'],
    [{ window: '1h', where: [] }, 'where'],
  ])('%j is refused by its parameter', async (body, parameter) => {
    const { status, body: problem } = await bed.post('/rooms/buckets', body);
    expect({ status, parameter: problem['parameter'] }).toEqual({ status: 400, parameter });
  });

  it('is one too many, or of no dataset', async () => {
    await seed(bed.connection, 'many', [reading(BEGAN)] as unknown as Record<string, unknown>[], properties);
    for (let hours = 1; hours <= 8; hours += 1) {
      expect((await bed.post('/many/buckets', { window: `${hours}h` })).status).toBe(201);
    }
    expect((await bed.post('/many/buckets', { window: '9h' })).status).toBe(400);
    expect((await bed.post('/nobody/buckets', { window: '9h' })).status).toBe(404);
    expect((await bed.get('/rooms/aggregate?buckets=maybe')).status).toBe(400);
  });
});
