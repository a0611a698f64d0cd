import { describe, expect, it } from '@jest/globals';
import { Spread } from './spread.js';
import { Sum } from './sum.js';

const GROUPS = 40;

/** Numbers far from zero, whose sums lose digits. */
const numbers = Array.from({ length: 4_000 }, (_, i) => ({
  group: i % GROUPS,
  value: 1e9 + Math.random() + (i % 7 === 0 ? -2e9 : 0) + (i % 11 === 0 ? 1e15 : 0),
}));

describe('parts of many groups that are merged', () => {
  it('sum to the same, digit for digit, in whatever parts and order', () => {
    const whole = new Sum();
    for (const { group, value } of numbers) whole.add(group, value);
    const backwards = new Sum();
    for (const { group, value } of numbers.toReversed()) backwards.add(group, value);
    const merged = new Sum();
    for (let from = 0; from < numbers.length; from += 700) {
      const part = new Sum();
      for (const { group, value } of numbers.slice(from, from + 700)) part.add(group, value);
      for (let group = 0; group < GROUPS; group += 1) merged.add(group, part.sums.at(group), part.rests.at(group));
    }
    const results = (sum: Sum) => Array.from({ length: GROUPS }, (_, group) => sum.result(group));
    expect(results(merged)).toEqual(results(whole));
    expect(results(backwards)).toEqual(results(whole));
  });

  it('spread the same as all of it', () => {
    const calm = numbers.map(({ group, value }) => ({ group, value: 1e9 + (value % 1) }));
    const merged = new Spread();
    for (let from = 0; from < calm.length; from += 300) {
      const part = new Spread();
      for (const { group, value } of calm.slice(from, from + 300)) part.add(group, value);
      for (let group = 0; group < GROUPS; group += 1) {
        const count = part.counts.at(group);
        if (count > 0) merged.merge(group, count, part.means.at(group), part.squares.at(group));
      }
    }
    for (let group = 0; group < GROUPS; group += 1) {
      const own = calm.filter((one) => one.group === group).map(({ value }) => value - 1e9);
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length;
      expect(merged.counts.at(group)).toBe(own.length);
      expect(merged.means.at(group)).toBeCloseTo(1e9 + mean, 5);
      expect(merged.squares.at(group) / own.length).toBeCloseTo(variance, 6);
    }
  });
});
