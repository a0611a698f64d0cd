import { describe, expect, it } from '@jest/globals';
import { Rates } from './rates.js';

describe('the rate of a dataset', () => {
  it('is not known at first, then that of the last half minute', () => {
    const rates = new Rates();
    expect(rates.of('a')).toBeUndefined();
    rates.add('a', 1_000, 0);
    expect(rates.of('a')).toBeUndefined();
    rates.add('a', 1_100, 10_000);
    expect(rates.of('a')).toBe(10);
    for (let s = 20; s <= 60; s += 10) rates.add('a', 1_100, s * 1_000);
    expect(rates.of('a')).toBe(0);
  });

  it('begins anew where records went', () => {
    const rates = new Rates();
    rates.add('a', 1_000, 0);
    rates.add('a', 0, 1_000);
    rates.add('a', 50, 2_000);
    expect(rates.of('a')).toBe(50);
  });
});
