import { describe, expect, it } from '@jest/globals';
import { timeWindow } from '../query/time-window.js';
import { ALWAYS, DirtyWindows } from './dirty-windows.js';

const QUIET_MS = 100;
const windows = (range?: { from: number; to: number }) => new DirtyWindows(timeWindow('1s'), QUIET_MS, [], range);

describe('dirty windows', () => {
  it('are dirty at once and due when they have been quiet', () => {
    const dirty = windows();
    dirty.touch(1_500, 0);
    dirty.touch(2_500, 50);
    expect(dirty.spans).toEqual([{ from: 1_000, to: 3_000 }]);
    expect(dirty.begin(99)).toEqual([]);
    expect(dirty.begin(100)).toEqual([{ from: 1_000, to: 2_000 }]);
    dirty.finish([{ from: 1_000, to: 2_000 }]);
    dirty.touch(2_999, 140);
    expect(dirty.begin(200)).toEqual([]);
    expect(dirty.begin(240)).toEqual([{ from: 2_000, to: 3_000 }]);
  });

  it('stay dirty where a change comes while they are computed, however long that takes', () => {
    const dirty = windows();
    dirty.touch(1_500, 0);
    const [span = ALWAYS] = dirty.begin(100);
    dirty.touch(1_600, 110);
    for (let start = 10_000; start < 5_000_000; start += 1_000) dirty.touch(start, 120); // more than are kept apart
    expect(dirty.spansAfter([span])[0]?.from).toBe(1_000);
    dirty.finish([span]);
    expect(dirty.spans[0]?.from).toBe(1_000);
    expect(dirty.begin(1_000)[0]?.from).toBe(1_000);
  });

  it('are due again where they were not computed', () => {
    const dirty = windows();
    for (const at of [0, 1_000, 2_000, 9_000]) dirty.touch(at, 0);
    dirty.begin(100);
    dirty.finish([{ from: 0, to: 2_000 }]);
    const left = [
      { from: 2_000, to: 3_000 },
      { from: 9_000, to: 10_000 },
    ];
    expect([dirty.spans, dirty.begin(100)]).toEqual([left, left]);
  });

  it('take few spans, whatever comes, and lose none', () => {
    const dirty = windows();
    const touched = Array.from({ length: 20_000 }, () => Math.floor(Math.random() * 1e10));
    for (const [i, at] of touched.entries()) dirty.touch(at, i);
    const { spans } = dirty;
    expect(spans.length).toBeLessThanOrEqual(256);
    expect(touched.filter((at) => !spans.some(({ from, to }) => from <= at && at < to))).toEqual([]);
  });

  it('widen the range, and may be all', () => {
    const dirty = windows({ from: 5_000, to: 6_000 });
    dirty.touch(1_500, 0);
    dirty.touch(9_500, 0);
    dirty.touch(Number.NaN, 0);
    expect(dirty.range).toEqual({ from: 1_000, to: 10_000 });
    expect(dirty.isAll).toBe(false);
    dirty.touchAll();
    dirty.touch(3, 0);
    expect([dirty.isAll, dirty.spans]).toEqual([true, [ALWAYS]]);
  });
});
