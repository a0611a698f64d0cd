import { describe, expect, it } from '@jest/globals';
import { formatCount, formatMeasure, formatRate, formatShare } from './number.js';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [23.18, '23.18'],
    [-0.123456, '-0.1235'],
    [1_234.5678, '1235'],
    [12_345, '12,345'],
    [-3_922_837, '-3.923M'],
    [1.5e12, '1.5T'],
    [1.5e15, '1.50e+15'],
    [0.00001, '1.00e-5'],
  ])('%d is shown as %s', (value, text) => {
    expect(formatMeasure(value)).toBe(text);
  });

  it('are counts, rates and shares', () => {
    expect(formatCount(10_129)).toBe('10,129');
    expect([0, 0.05, 0.5, 12.44, 2_500].map(formatRate)).toEqual(['', '3/min', '30/min', '12.4/s', '2,500/s']);
    expect([formatShare(0, 5), formatShare(1, 8), formatShare(1, 5_000), formatShare(9_999, 10_000)]).toEqual([
      '0 %',
      '13 %',
      '< 0.1 %',
      '> 99.9 %',
    ]);
  });
});
