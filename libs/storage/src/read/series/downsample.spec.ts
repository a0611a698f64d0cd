import { describe, expect, it } from '@jest/globals';
import { extremes, largestTriangles, type Points } from './downsample.js';
import { SeriesCollector } from './series-collector.js';

const series = (length: number, value: (i: number) => number): Points => ({
  times: Float64Array.from({ length }, (_, i) => i * 1_000),
  values: Float64Array.from({ length }, (_, i) => value(i)),
});
const pairs = ({ times, values }: Points): number[][] => Array.from(times, (time, i) => [time, values[i] ?? 0]);

describe('a series made short', () => {
  const spike = series(10_000, (i) => (i === 4_321 ? 50 : Math.sin(i / 500)));

  it.each([
    ['by triangles', largestTriangles],
    ['by extremes', extremes],
  ])('%s keeps its number of points, its order and its spike', (_, downsample) => {
    const short = downsample(spike, 200);
    expect(short.times.length).toBeLessThanOrEqual(200);
    expect(short.times.length).toBeGreaterThan(150);
    expect([...short.times]).toEqual([...short.times].toSorted((a, b) => a - b));
    expect(pairs(short)).toContainEqual([4_321_000, 50]);
  });

  it('by triangles keeps its ends', () => {
    const { times } = largestTriangles(spike, 50);
    expect([times.length, times[0], times[49]]).toEqual([50, 0, 9_999_000]);
  });

  it('stays as it is where it is short', () => {
    const short = series(10, (i) => i);
    expect(largestTriangles(short, 10)).toEqual(short);
    expect(extremes(short, 12)).toEqual(short);
  });
});

describe('points that are collected', () => {
  it('come in order of time', () => {
    const collector = new SeriesCollector(0, 4);
    for (const [time, value] of [
      [3, 30],
      [1, 10],
      [2, 20],
    ] as const) {
      collector.add(time, value);
    }
    expect(pairs(collector.points())).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
    expect(collector.isExact).toBe(true);
  });

  it('keep every extreme of a long series in bounded memory', () => {
    const length = 1_000_000;
    const collector = new SeriesCollector(0, length - 1);
    for (let i = length - 1; i >= 0; i -= 1)
      collector.add(i, i === 777_777 ? 100 : i === 5 ? -100 : Math.cos(i / 9_999));
    const points = collector.points();
    expect([collector.isExact, collector.count]).toEqual([false, length]);
    expect(points.times.length).toBeLessThanOrEqual(40_000);
    expect([...points.times]).toEqual([...points.times].toSorted((a, b) => a - b));
    expect(pairs(points)).toEqual(
      expect.arrayContaining([
        [777_777, 100],
        [5, -100],
      ]),
    );
  });
});
