import { describe, expect, it } from '@jest/globals';
import { isCalendar, windowFor } from './windows.js';

describe('the window of a chart', () => {
  it.each([
    [0, '10ms'],
    [60_000, '1s'],
    [3_600_000, '15s'],
    [86_400_000, '5m'],
    [30 * 86_400_000, '3h'],
    [4 * 365 * 86_400_000, 'week'],
    [Number.MAX_SAFE_INTEGER, 'year'],
  ])('of %d ms is %s', (span, name) => {
    expect(windowFor(span)).toBe(name);
  });

  it('is of the calendar from a day on', () => {
    expect(['6h', 'day', 'year', 'auto'].map(isCalendar)).toEqual([false, true, true, false]);
  });
});
