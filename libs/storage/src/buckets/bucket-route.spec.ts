import { describe, expect, it } from '@jest/globals';
import { type AggregateRequest, planAggregate } from '../query/aggregate-plan.js';
import { QueryFields } from '../query/query-field.js';
import { planBuckets, type BucketRequest } from './bucket-spec.js';
import { routeOverBuckets } from './bucket-route.js';
import type { KeptBuckets } from './bucket-store.js';
import { TIME_ZONE_RULES } from './time-zone-rules.js';

const HOUR = 3_600_000;
const BEGAN = Date.UTC(2026, 0, 1);
const fields = new QueryFields(
  {
    fields: [
      { name: 'v', storedName: 'v', types: ['number'] },
      { name: 'w', storedName: 'w', types: ['number'] },
      { name: 'room', storedName: 'room', types: ['string'] },
      { name: 'at', storedName: 'at', types: ['string'], date: 'date-time' },
    ],
  },
  undefined,
);

function kept(request: BucketRequest, more: Partial<KeptBuckets> = {}): KeptBuckets {
  return {
    ...planBuckets(fields, { fields: ['v'], ...request }),
    _id: 'd/n',
    dataset: 'd',
    name: JSON.stringify(request),
    run: 'r',
    state: 'kept',
    epoch: 1,
    dirty: [],
    range: { from: new Date(BEGAN), to: new Date(BEGAN + 400 * 24 * HOUR) },
    asOf: new Date(1_000),
    rules: TIME_ZONE_RULES,
    createdAt: new Date(0),
    ...more,
  };
}

function route(request: Partial<AggregateRequest>, ...declared: KeptBuckets[]) {
  const asked: AggregateRequest = { filters: [], fill: 'none', measures: ['avg(v)'], ...request };
  const plan = planAggregate('d', fields, asked);
  return routeOverBuckets(plan, asked.filters, fields, declared, 1_000);
}

const filter = (field: string, text: string) => ({ parameter: field, field, operator: 'eq' as const, text });
const day = { window: 'day', zone: 'Europe/Berlin' };

describe('an aggregate goes over buckets', () => {
  it.each<[request: Partial<AggregateRequest>, declared: BucketRequest]>([
    [{}, { window: '5m' }],
    [{ window: '5m' }, { window: '5m' }],
    [{ window: '1h' }, { window: '20m' }],
    [{ window: '1d' }, { window: 'day' }],
    [{ window: 'day' }, { window: '1d' }],
    [{ window: 'week' }, { window: 'day' }],
    [day, { window: '1h' }],
    [
      { ...day, window: 'quarter' },
      { ...day, window: 'month' },
    ],
    [
      { window: '1h', by: ['room'], filters: [filter('room', 'hall')] },
      { window: '5m', by: ['room'] },
    ],
    [
      { window: '1h', filters: [{ or: [filter('room', 'a'), filter('room', 'b')] }] },
      { window: '5m', by: ['room'] },
    ],
    [
      { window: '1h', timeField: 'at' },
      { window: '5m', timeField: 'at' },
    ],
    [{ measures: ['count,min(v),max(v),sum(v),stddev(v),count(v)'] }, { window: '5m', timeField: 'at' }],
  ])('%j: %j', (request, declared) => {
    expect(route(request, kept(declared))).toBeDefined();
  });

  it.each<[request: Partial<AggregateRequest>, declared: BucketRequest]>([
    [{ window: '5m' }, { window: '10m' }],
    [{ window: '30m' }, { window: '20m' }],
    [{ window: '7d' }, { window: 'week' }],
    [{ ...day, zone: 'Asia/Kolkata' }, { window: '1h' }],
    [{ ...day, zone: 'Europe/Paris' }, day],
    [
      { ...day, window: 'month' },
      { ...day, window: 'week' },
    ],
    [{ window: 'day' }, day],
    [{ window: '1h', by: ['room'] }, { window: '5m' }],
    [{ window: '1h', filters: [filter('room', 'hall')] }, { window: '5m' }],
    [
      { window: '1h', filters: [{ and: [filter('v', '3')] }] },
      { window: '5m', by: ['room'] },
    ],
    [{ measures: ['avg(w)'] }, { window: '5m' }],
    ...['first', 'last', 'median', 'p99', 'distinct'].map((does): [Partial<AggregateRequest>, BucketRequest] => [
      { measures: [`count,${does}(v)`] },
      { window: '5m' },
    ]),
    [{ window: '1h' }, { window: '5m', timeField: 'at' }],
    [
      { from: '2026-02-01', to: '2026-02-02' },
      { window: '5m', timeField: 'at' },
    ],
    [{ from: '2026-02-01T00:01:00Z', to: '2026-02-01T00:09:00Z' }, { window: '5m' }],
  ])('but not %j: %j', (request, declared) => {
    expect(route(request, kept(declared))).toBeUndefined();
  });

  it('that are kept, not too old, and of the same rules of time zones', () => {
    const declared = kept(day);
    expect(route(day, declared)).toBeDefined();
    const others = [{ state: 'building' }, { state: 'failed' }, { asOf: new Date(999) }, { rules: 'other' }] as const;
    for (const other of others) expect(route(day, { ...declared, ...other })).toBeUndefined();
  });

  it('of the fewest groups and the longest windows', () => {
    const all = [{ window: '1h', by: ['room'] }, { window: '5m' }, { window: '30m' }, { window: '2h' }];
    const names = all.map((one) => kept(one)).map(({ name }) => name);
    expect(route({ window: '1h' }, ...all.map((one) => kept(one)))?.name).toBe(names[2]);
    expect(route({ window: '1h', by: ['room'] }, ...all.map((one) => kept(one)))?.name).toBe(names[0]);
  });

  it('with the records of what the range cuts, of what is dirty, and of what has no time', () => {
    const from = new Date(BEGAN + 10_000).toISOString();
    const to = new Date(BEGAN + 10 * HOUR + 20_000).toISOString();
    const dirty = [{ from: new Date(BEGAN + 3 * HOUR), to: new Date(BEGAN + 4 * HOUR) }];
    const found = route({ window: '1h', from, to }, kept({ window: '1h' }, { dirty }));
    const text = JSON.stringify(found?.records.map(({ filter: { $and = [] } }) => $and.at(-1)));
    const spans = [[10_000, HOUR], [3 * HOUR, 4 * HOUR], [10 * HOUR, 10 * HOUR + 20_000]].map(([begin, end]) => ({
      _ts: { $gte: new Date(BEGAN + (begin ?? 0)), $lt: new Date(BEGAN + (end ?? 0)) },
    })); // prettier-ignore
    expect(text).toBe(JSON.stringify(spans));
    expect(JSON.stringify(found?.buckets.filter)).toContain(JSON.stringify({ b: 'r', w: new Date(BEGAN + HOUR) }));
    expect(route({}, kept({ window: '1h' }))?.records).toHaveLength(1);
  });

  it('with the records of buckets that lie in two days', () => {
    const before1893 = { from: new Date(Date.UTC(1890, 0, 1)), to: new Date(Date.UTC(1890, 0, 5)) };
    const found = route(day, kept({ window: '1h' }, { range: before1893 }));
    expect(found?.records.length).toBe(6); // five midnights of local mean time, and what has no time
  });
});
