import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { timeWindow } from './time-window.js';

const at = (text: string): number => Date.parse(text);
const shown = (instant: number): string => new Date(instant).toISOString();

describe('windows of time', () => {
  it.each([
    ['5m', undefined, '2026-03-29T01:07:30Z', '2026-03-29T01:05:00.000Z', '2026-03-29T01:10:00.000Z'],
    ['7d', undefined, '1969-12-31T23:59:59Z', '1969-12-25T00:00:00.000Z', '1970-01-01T00:00:00.000Z'],
    ['day', undefined, '2026-03-29T01:07:30Z', '2026-03-29T00:00:00.000Z', '2026-03-30T00:00:00.000Z'],
    // A day of 23 hours, and one of 25.
    ['day', 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['day', 'Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['day', 'Asia/Kolkata', '2026-01-01T18:29:59Z', '2025-12-31T18:30:00.000Z', '2026-01-01T18:30:00.000Z'],
    // Midnight is skipped here: the day begins at one o'clock.
    ['day', 'America/Santiago', '2023-09-03T12:00:00Z', '2023-09-03T04:00:00.000Z', '2023-09-04T03:00:00.000Z'],
    // And comes twice here: the day begins at the first.
    ['day', 'America/Havana', '2023-11-05T12:00:00Z', '2023-11-05T04:00:00.000Z', '2023-11-06T05:00:00.000Z'],
    // This island had no 30 December.
    ['day', 'Pacific/Apia', '2011-12-30T12:00:00Z', '2011-12-30T10:00:00.000Z', '2011-12-31T10:00:00.000Z'],
    ['week', 'Europe/Berlin', '2026-04-01T00:00:00Z', '2026-03-29T22:00:00.000Z', '2026-04-05T22:00:00.000Z'],
    ['week', undefined, '2026-01-04T23:59:59Z', '2025-12-29T00:00:00.000Z', '2026-01-05T00:00:00.000Z'],
    ['month', 'America/New_York', '2026-03-01T04:59:59Z', '2026-02-01T05:00:00.000Z', '2026-03-01T05:00:00.000Z'],
    ['quarter', undefined, '2026-12-31T00:00:00Z', '2026-10-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['year', 'Asia/Tokyo', '2026-12-31T15:00:00Z', '2026-12-31T15:00:00.000Z', '2027-12-31T15:00:00.000Z'],
  ])('%s in %s: %s', (text, zone, instant, start, end) => {
    const window = timeWindow(text, zone);
    expect(shown(window.floor(at(instant)))).toBe(start);
    expect(shown(window.next(at(start)))).toBe(end);
  });

  it('follow each other without gap, and hold what they are asked for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('day', 'week', 'month', 'quarter', 'year'),
        fc.constantFrom('Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Beirut', 'UTC'),
        fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') }),
        (text, zone, instant) => {
          const window = timeWindow(text, zone);
          const start = window.floor(instant);
          const end = window.next(start);
          expect(start).toBeLessThanOrEqual(instant);
          expect(end).toBeGreaterThan(instant);
          expect(window.floor(end)).toBe(end);
          expect(window.floor(end - 1)).toBe(start);
          // Known windows do not change the answer.
          expect(timeWindow(text, zone).floor(end - 1)).toBe(start);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['5', undefined, 'window'],
    ['0m', undefined, 'window'],
    ['fortnight', undefined, 'window'],
    ['day', 'Mars/Olympus', 'zone'],
    ['5m', 'Europe/Berlin', 'zone'],
  ])('%s in %s is refused', (text, zone, parameter) => {
    expect(() => timeWindow(text, zone)).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID', context: expect.objectContaining({ parameter }) }),
    );
  });
});
