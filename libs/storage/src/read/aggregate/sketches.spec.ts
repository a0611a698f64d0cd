import { describe, expect, it } from '@jest/globals';
import { DistinctSketch } from './distinct-sketch.js';
import { QuantileSketch } from './quantile-sketch.js';

/** Numbers from 0 to 1 that are the same in every run. */
function* uniform(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

describe('quantiles of a stream', () => {
  it('are exact for few values, between neighbours', () => {
    const sketch = new QuantileSketch();
    for (const value of [4, 1, 3, 2]) sketch.add(value);
    expect([0, 0.5, 1].map((q) => sketch.at(q))).toEqual([1, 2.5, 4]);
    expect(new QuantileSketch().at(0.5)).toBeNaN();
  });

  it.each([
    ['even', (u: number) => u],
    ['with a long tail', (u: number) => (-Math.log(1 - u)) ** 3],
    ['of few values', (u: number) => Math.floor(u * 4)],
  ])('%s are off by less than half a percent of rank', (_, shape) => {
    const random = uniform(7);
    const values = Array.from({ length: 100_000 }, () => shape(random.next().value));
    const sketch = new QuantileSketch();
    for (const value of values) sketch.add(value);
    const sorted = values.toSorted((a, b) => a - b);
    for (const q of [0.001, 0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999]) {
      const low = sorted[Math.floor((q - 0.005) * sorted.length)] ?? -Infinity;
      const high = sorted[Math.ceil((q + 0.005) * sorted.length)] ?? Infinity;
      const found = sketch.at(q);
      expect(found).toBeGreaterThanOrEqual(low);
      expect(found).toBeLessThanOrEqual(high);
    }
    expect([sketch.at(0), sketch.at(1)]).toEqual([sorted[0], sorted.at(-1)]);
    expect(sketch.isExact).toBe(false);
  });
});

describe('the number of different texts', () => {
  it('is exact up to two thousand', () => {
    const sketch = new DistinctSketch();
    for (let i = 0; i < 6_000; i += 1) sketch.add(`sensor ${i % 2_000}`);
    expect([sketch.count, sketch.isExact]).toEqual([2_000, true]);
  });

  it.each([3_000, 200_000])('is off by less than 5 percent at %i', (texts) => {
    const sketch = new DistinctSketch();
    for (let i = 0; i < texts; i += 1) sketch.add(`sensor ${i}`);
    expect(sketch.isExact).toBe(false);
    expect(Math.abs(sketch.count - texts)).toBeLessThan(texts * 0.05);
  });
});
