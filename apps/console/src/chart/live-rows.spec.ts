import { describe, expect, it } from '@jest/globals';
import { afterEvent, withGaps } from './live-rows.js';

const time = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const row = (minute: number, count: number) => ({ window: time(minute), values: { count } });
const meta = (records: number) => ({ records, isExact: true });
const event = (name: string, data: unknown) => ({ event: name, id: undefined, data: JSON.stringify(data) });
const snapshot = event('snapshot', { data: [row(0, 2), row(1, 3), row(2, 4)], meta: meta(9) });

describe('an aggregate that is followed', () => {
  it('begins with all of it, and takes rows in place of those of their windows', () => {
    const first = afterEvent(undefined, snapshot);
    expect(first?.meta.records).toBe(9);
    const rows = event('rows', { from: time(1), to: time(4), data: [row(1, 5), row(3, 1)], meta: meta(6) });
    expect(afterEvent(first, rows)).toEqual({ data: [row(0, 2), row(1, 5), row(3, 1)], meta: meta(8) });
  });

  it('is what it was after any other event, and nothing before its first', () => {
    const first = afterEvent(undefined, snapshot);
    expect(afterEvent(first, event('ready', {}))).toBe(first);
    expect(afterEvent(undefined, event('rows', { from: time(0), to: time(1), data: [], meta: meta(0) }))).toBe(
      undefined,
    );
    expect(afterEvent(first, event('snapshot', { data: [], meta: meta(0) }))).toEqual({ data: [], meta: meta(0) });
  });

  it('shows gaps between windows of one length', () => {
    const { data } = withGaps({ data: [row(0, 1), row(3, 1)], meta: meta(2) }, '1m');
    expect(data).toEqual([row(0, 1), row(3, 1), row(1, 0), row(2, 0)]);
    for (const window of ['day', '7m'])
      expect(withGaps({ data: [row(0, 1), row(9, 1)], meta: meta(2) }, window).data).toHaveLength(2);
    expect(withGaps({ data: [row(0, 1), row(1_000_000, 1)], meta: meta(2) }, '1s').data).toHaveLength(5_002);
  });
});
