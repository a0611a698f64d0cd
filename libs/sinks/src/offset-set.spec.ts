import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { OffsetSet } from './offset-set.js';

describe('OffsetSet', () => {
  it('holds what a set would, within its range', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 205 })), fc.integer({ min: 0, max: 200 }), (offsets, low) => {
        const set = new OffsetSet(low, 200);
        for (const offset of offsets) set.add(offset);
        const expected = new Set(offsets.filter((offset) => offset >= low && offset < 200));
        expect(set.size).toBe(expected.size);
        for (let offset = -6; offset < 210; offset += 1) expect(set.has(offset)).toBe(expected.has(offset));
      }),
    );
  });

  it('takes offsets beyond 2^31, and an empty range', () => {
    const base = 2 ** 40;
    const set = new OffsetSet(base, base + 100);
    set.add(base + 99);
    expect([set.has(base + 99), set.has(base + 98), set.size]).toEqual([true, false, 1]);
    expect(new OffsetSet(5, 5).has(5)).toBe(false);
  });
});
