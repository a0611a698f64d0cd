import { describe, expect, it } from '@jest/globals';
import { formatAge, formatDate, formatInstant, formatLength, typedInstant } from './time.js';

describe('times', () => {
  it('are shown with as much as they have', () => {
    expect(formatInstant(new Date('2015-02-04T17:51:00.000Z'), 'utc')).toBe('2015-02-04 17:51:00');
    expect(formatInstant(new Date('2015-02-04T17:51:00.070Z'), 'utc')).toBe('2015-02-04 17:51:00.070');
    expect(formatInstant(new Date('x'), 'utc')).toBe('no date');
    expect(formatDate(new Date('2015-02-04T00:00:00.000Z'))).toBe('2015-02-04');
  });

  it.each(['utc', 'local'] as const)('of %s come back from what was typed', (zone) => {
    for (const text of ['2015-02-04T17:51:00.000Z', '2015-07-04T23:59:59.123Z']) {
      expect(typedInstant(formatInstant(new Date(text), zone), zone)).toBe(text);
    }
  });

  it.each(['2015-02-04', 'warm', '2015-02-04T17:51:00+02:00', ''])('typed as %j are left to the API', (text) => {
    expect(typedInstant(text, 'local')).toBe(text);
  });

  it.each([
    [-5_000, 'now'],
    [12_000, '12 s ago'],
    [89_000, '89 s ago'],
    [90_000, '2 min ago'],
    [3_600_000, '60 min ago'],
    [7_200_000, '2 h ago'],
    [172_800_000, '2 d ago'],
    [94_608_000_000, '3 y ago'],
  ])('%d ms back are %s', (ms, text) => {
    expect(formatAge(1_000_000_000_000 - ms, 1_000_000_000_000)).toBe(text);
  });

  it.each([
    [1, '1 ms'],
    [90_000, '1.5 min'],
    [86_400_000, '1 d'],
  ])('%d ms are %s long', (ms, text) => {
    expect(formatLength(ms)).toBe(text);
  });
});
