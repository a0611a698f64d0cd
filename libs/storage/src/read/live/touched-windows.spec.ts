import { describe, expect, it } from '@jest/globals';
import { timeWindow } from '../../query/time-window.js';
import { TouchedWindows } from './touched-windows.js';

describe('TouchedWindows', () => {
  it('joins windows that follow each other', () => {
    const touched = new TouchedWindows(timeWindow('1s'));
    for (const instant of [3_500, 1_000, 2_999, 7_001, Number.NaN]) touched.add(instant);
    expect(touched.take()).toEqual([
      { from: 1_000, to: 4_000 },
      { from: 7_000, to: 8_000 },
    ]);
    expect(touched.isNone).toBe(true);
  });

  it('makes one span of many that lie apart', () => {
    const touched = new TouchedWindows(timeWindow('1s'));
    for (let i = 0; i < 20; i++) touched.add(i * 5_000);
    expect(touched.take()).toEqual([{ from: 0, to: 96_000 }]);
  });

  it.each([
    ['without windows', undefined, 1],
    ['after far too many', timeWindow('1ms'), 10_001],
  ])('is about all of time %s', (_, window, count) => {
    const touched = new TouchedWindows(window);
    for (let i = 0; i < count; i++) touched.add(i);
    expect(touched.isNone).toBe(false);
    expect(touched.take()).toBeUndefined();
  });
});
