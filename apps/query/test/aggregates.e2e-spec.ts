import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QueryBed } from './query-bed.js';
import { seed } from './seed.js';

interface Rows {
  data: { window?: string; group?: Record<string, unknown>; values: Record<string, unknown> }[];
  meta: { records: number; skipped?: number; isExact: boolean };
}

interface Series {
  data: { field: string; count: number; isExact: boolean; points: [number, number][] }[];
}

let bed: QueryBed;
const HOUR = 3_600_000;
const began = Date.UTC(2026, 2, 28, 20);

beforeAll(async () => {
  bed = await QueryBed.open();
  // Twelve hours around the night in which the clocks of Berlin skip one, without the fourth and the fifth.
  const climate = [0, 1, 2, 5, 6, 7, 8, 9, 10, 11].map((hour) => ({
    at: new Date(began + hour * HOUR),
    room: hour % 2 === 0 ? 'hall' : null,
    temp: hour === 11 ? null : hour * 10,
    note: `hour ${hour}`,
    'odd.name': hour,
    o: { x: hour },
  }));
  await seed(bed.connection, 'climate', [...climate, { at: null, room: 'hall', temp: 1_000 }], {
    at: { type: ['string', 'null'], format: 'date-time' },
    temp: { type: ['number', 'null'] },
    room: { type: ['string', 'null'] },
  });
  await seed(
    bed.connection,
    'long',
    Array.from({ length: 5_000 }, (_, i) => ({ v: i === 2_500 ? 999 : Math.sin(i / 300) })),
  );
  await seed(bed.connection, 'empty', []);
});
afterAll(() => bed.close());

const aggregate = (query: string) => bed.get<Rows>(`/climate/aggregate?${query}`);
const values = ({ body }: { body: Rows }, name: string): unknown[] => body.data.map((row) => row.values[name]);

describe('an aggregate', () => {
  it('measures all records', async () => {
    const measures =
      'count,count(temp),sum(temp),avg(temp),min(temp),max(temp),stddev(temp),distinct(room),median(temp),p100(temp)';
    const { status, body } = await aggregate(`measures=${measures}&temp[lt]=1000`);
    const temps = [0, 10, 20, 50, 60, 70, 80, 90, 100];
    const mean = temps.reduce((sum, temp) => sum + temp) / 9;
    expect(status).toBe(200);
    expect(body).toEqual({
      data: [
        {
          values: {
            count: 9,
            'count(temp)': 9,
            'sum(temp)': 480,
            'avg(temp)': mean,
            'min(temp)': 0,
            'max(temp)': 100,
            'stddev(temp)': expect.closeTo(Math.sqrt(temps.reduce((sum, temp) => sum + (temp - mean) ** 2, 0) / 9), 9),
            'distinct(room)': 1,
            'median(temp)': 60,
            'p100(temp)': 100,
          },
        },
      ],
      meta: { records: 9, isExact: true },
    });
  });

  it.each([0, 1, 2, 5, 6, 7, 10, 11])(
    'takes each record of a time range once, also where hour %i is in its middle',
    async (hour) => {
      const [from, to] = [began + (2 * hour - 11) * HOUR, began + 11 * HOUR + 1].map((time) =>
        new Date(time).toISOString(),
      );
      const query = 'timeField=at&window=1h&by=room&measures=count,sum(temp),min(temp),max(temp)';
      const ranged = await aggregate(`${query}&from=${from}&to=${to}`);
      const filtered = await aggregate(`${query}&at[gte]=${from}&at[lt]=${to}`);
      expect(ranged.body).toEqual(filtered.body);
      expect(ranged.body.meta.records).toBeGreaterThan(0);
    },
  );

  it('makes groups, null and missing being one, by any name', async () => {
    const { body } = await aggregate('by=room&measures=count,avg(temp),max(odd.name),sum(o.x)');
    expect(body.data).toEqual([
      { group: { room: null }, values: { count: 5, 'avg(temp)': 55, 'max(odd.name)': 11, 'sum(o.x)': 33 } },
      {
        group: { room: 'hall' },
        values: { count: 6, 'avg(temp)': (20 + 60 + 80 + 100 + 1_000) / 6, 'max(odd.name)': 10, 'sum(o.x)': 26 },
      },
    ]);
  });

  it('divides an event time into days of a zone, one of them short', async () => {
    const answer = await aggregate(
      'timeField=at&window=day&zone=Europe/Berlin&measures=count,first(note),last(note),min(at)',
    );
    expect(answer.body.data).toEqual([
      {
        window: '2026-03-27T23:00:00.000Z',
        values: { count: 3, 'first(note)': 'hour 0', 'last(note)': 'hour 2', 'min(at)': '2026-03-28T20:00:00.000Z' },
      },
      {
        window: '2026-03-28T23:00:00.000Z',
        values: { count: 7, 'first(note)': 'hour 5', 'last(note)': 'hour 11', 'min(at)': '2026-03-29T01:00:00.000Z' },
      },
    ]);
    expect(answer.body.meta).toEqual({ records: 11, skipped: 1, isExact: true });
  });

  it.each([
    ['none', [0, 10, 20, 50]],
    ['null', [0, 10, 20, null, null, 50]],
    ['zero', [0, 10, 20, 0, 0, 50]],
    ['previous', [0, 10, 20, 20, 20, 50]],
    ['linear', [0, 10, 20, 30, 40, 50]],
  ])('fills the windows between with %s', async (fill, averages) => {
    const answer = await aggregate(
      `timeField=at&window=1h&fill=${fill}&measures=avg(temp),count&to=2026-03-29T02:00:00Z`,
    );
    expect(values(answer, 'avg(temp)')).toEqual(averages);
    expect(values(answer, 'count')).toEqual(fill === 'none' ? [1, 1, 1, 1] : [1, 1, 1, 0, 0, 1]);
  });

  it('shows the time asked for, also before, behind and without records', async () => {
    const around = await aggregate(
      'timeField=at&window=1h&fill=null&from=2026-03-28T18:30:00Z&to=2026-03-28T22:00:00Z',
    );
    expect(around.body.data.map(({ window }) => window)).toEqual(
      [18, 19, 20, 21].map((hour) => `2026-03-28T${hour}:00:00.000Z`),
    );
    const none = await bed.get<Rows>('/empty/aggregate?window=1d&fill=zero&from=2026-01-01&to=2026-01-03');
    expect(values(none, 'count')).toEqual([0, 0]);
    expect((await bed.get<Rows>('/empty/aggregate')).body.data).toEqual([{ values: { count: 0 } }]);
    expect((await bed.get<Rows>('/empty/aggregate?window=day')).body.data).toEqual([]);
  });

  it('takes groups of filters', async () => {
    const { body } = await bed.post<Rows>('/climate/aggregate', {
      measures: ['sum(temp)', 'count'],
      where: {
        or: [
          { field: 'temp', value: 10 },
          { field: 'note', op: 'prefix', value: 'hour 1' },
        ],
      },
    });
    expect(body.data).toEqual([{ values: { 'sum(temp)': 110, count: 3 } }]);
  });

  it.each([
    ['measures=avrg(temp)', { parameter: 'measures', example: 'avg(V1)' }],
    ['measures=avg(tmp)', { parameter: 'measures', example: 'temp' }],
    ['measures=avg(note)', { parameter: 'measures', expected: 'a field of numbers for avg' }],
    ['measures=avg', { parameter: 'measures', example: 'avg(V1)' }],
    ['measures=p101(temp)', { parameter: 'measures' }],
    ['measures=$sum(temp)', { parameter: 'measures' }],
    ['by=rom', { parameter: 'by', example: 'room' }],
    ['window=5', { parameter: 'window', example: '5m' }],
    ['window=day&zone=Nowhere', { parameter: 'zone', example: 'Europe/Berlin' }],
    ['zone=UTC', { parameter: 'window' }],
    ['fill=linear', { parameter: 'window' }],
    ['window=1h&fill=cubic', { parameter: 'fill', expected: 'one of none, null, zero, previous, linear' }],
    ['timeField=temp&window=1h', { parameter: 'timeField', example: 'at' }],
  ])('%s is answered with what would do', async (query, facts) => {
    const { status, body } = await aggregate(query);
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID', ...facts } });
  });

  it('of too many rows is refused with what would do', async () => {
    const { status, body } = await aggregate('timeField=at&window=1ms&fill=null');
    expect({ status, body }).toMatchObject({ status: 422, body: { code: 'QUERY_TOO_LARGE', parameter: 'window' } });
    expect((await bed.get('/long/aggregate?by=_id')).status).toBe(200);
  });
});

describe('a series', () => {
  it.each(['lttb', 'minmax'])('by %s has as many points as asked for, and its spike', async (method) => {
    const { status, body } = await bed.get<Series>(`/long/series?fields=v&points=200&method=${method}`);
    const [series] = body.data;
    expect({ status, field: series?.field, count: series?.count }).toEqual({ status: 200, field: 'v', count: 5_000 });
    expect(series?.points.length).toBeLessThanOrEqual(200);
    expect(series?.points).toContainEqual([Date.UTC(2025, 0, 1) + 2_500_000, 999]);
    const times = series?.points.map(([time]) => time) ?? [];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('goes by an event time, filtered', async () => {
    const { body } = await bed.get<Series>('/climate/series?fields=temp,o.x&timeField=at&temp[lt]=30');
    expect(body.data.map(({ field, points }) => [field, points])).toEqual([
      ['temp', [0, 1, 2].map((hour) => [began + hour * HOUR, hour * 10])],
      ['o.x', [0, 1, 2].map((hour) => [began + hour * HOUR, hour])],
    ]);
  });

  it.each([
    ['', { parameter: 'fields', example: 'temp' }],
    ['fields=note', { parameter: 'fields', expected: 'fields of numbers' }],
    ['fields=temp&points=2', { parameter: 'points', example: '500' }],
    ['fields=temp&method=mean', { parameter: 'method' }],
  ])('%s is answered with what would do', async (query, facts) => {
    const { status, body } = await bed.get(`/climate/series?${query}`);
    expect({ status, body }).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID', ...facts } });
  });
});
