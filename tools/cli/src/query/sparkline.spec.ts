import { describe, expect, it } from '@jest/globals';
import { sparkline } from './sparkline.js';

describe('a histogram in a line', () => {
  it.each([
    [[0, 1, 4, 8], ' ▁▄█'],
    [[1_000, 1], '█▁'],
    [[0, 0], '  '],
    [[], ''],
  ])('of %j is "%s"', (counts, text) => {
    expect(sparkline(counts)).toBe(text);
  });
});
