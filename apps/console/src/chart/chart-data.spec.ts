import { describe, expect, it } from '@jest/globals';
import { measureName, ofAggregate, ofSeries } from './chart-data.js';

const T = Date.UTC(2026, 0, 1);
const window = (i: number): string => new Date(T + i * 1_000).toISOString();

describe('data of a chart', () => {
  it('of series has one list of instants', () => {
    const series = (field: string, points: [number, number | bigint][]) => ({ field, count: 2, isExact: true, points });
    const chart = ofSeries({
      data: [
        series('a', [
          [1, 10],
          [3, 30],
        ]),
        series('b', [[2, 20n]]),
      ],
      meta: { method: 'lttb', records: 3 },
    });
    expect(chart).toEqual({
      times: [1, 2, 3],
      lines: [
        { label: 'a', values: [10, null, 30] },
        { label: 'b', values: [null, 20, null] },
      ],
      hasOwnTimes: true,
      hidden: 0,
    });
  });

  it('of an aggregate has a band behind one line', () => {
    const data = [0, 1].map((i) => ({
      window: window(i),
      values: { count: i, 'avg("a,b")': i === 0 ? null : 2, 'min("a,b")': i === 0 ? null : 1, 'max("a,b")': 3 },
    }));
    const chart = ofAggregate({ data, meta: { records: 1, isExact: true } }, 'avg', ['a,b'], undefined);
    expect(chart).toEqual({
      times: [T, T + 1_000],
      lines: [{ label: 'a,b', values: [null, 2] }],
      band: { low: [null, 1], high: [3, 3] },
      hasOwnTimes: false,
      hidden: 0,
    });
  });

  it('of groups has the largest of them', () => {
    const data = Array.from({ length: 10 }, (_, i) => ({
      window: window(i % 2),
      group: { kind: i === 9 ? null : `<${i}>` },
      values: { count: i + 1, 'avg(x)': i },
    }));
    const { lines, hidden, band } = ofAggregate({ data, meta: { records: 55, isExact: true } }, 'avg', ['x'], 'kind');
    expect([lines.length, hidden, band]).toEqual([8, 2, undefined]);
    expect(lines[0]).toEqual({ label: 'null', values: [null, 9] });
    expect(lines[1]?.label).toBe('<8>');
  });

  it('of groups may go by what was largest before', () => {
    const of = (counts: readonly (readonly [string, number])[]) => ({
      data: counts.map(([kind, count]) => ({ window: window(0), group: { kind }, values: { count } })),
      meta: { records: 3, isExact: true },
    });
    const before = of([
      ['a', 2],
      ['b', 1],
    ]);
    const now = of([
      ['c', 9],
      ['b', 8],
      ['a', 2],
    ]);
    const labels = (ranked?: typeof now) =>
      ofAggregate(now, 'count', [], 'kind', ranked).lines.map(({ label }) => label);
    expect([labels(), labels(before)]).toEqual([
      ['c', 'b', 'a'],
      ['a', 'b', 'c'],
    ]);
  });

  it('of counts needs no field', () => {
    const data = [{ window: window(0), values: { count: 5 } }];
    const { lines } = ofAggregate({ data, meta: { records: 5, isExact: true } }, 'count', [], undefined);
    expect(lines).toEqual([{ label: 'records', values: [5] }]);
    expect([measureName('count', 'x'), measureName('p95', 'x')]).toEqual(['count', 'p95(x)']);
  });
});
