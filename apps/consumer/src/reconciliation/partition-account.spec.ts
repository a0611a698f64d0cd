import { describe, expect, it } from '@jest/globals';
import { OffsetSet } from '@sluice/sinks';
import { accountOf, rangesOf } from './partition-account.js';

function setOf(low: number, high: number, ...offsets: number[]): OffsetSet {
  const set = new OffsetSet(low, high);
  for (const offset of offsets) set.add(offset);
  return set;
}

describe('accountOf', () => {
  it('counts each offset once and names what is neither stored nor dead-lettered', () => {
    const account = accountOf({
      low: 10,
      high: 20,
      committed: 17,
      stored: setOf(10, 20, 10, 11, 15, 18),
      deadLettered: setOf(10, 20, 11, 12),
    });
    expect(account).toEqual({
      stored: 4,
      deadLettered: 1,
      inFlight: 2,
      unaccounted: [
        { from: 13, to: 14 },
        { from: 16, to: 16 },
      ],
    });
  });

  it('has nothing to say of an empty partition', () => {
    const none = setOf(5, 5);
    expect(accountOf({ low: 5, high: 5, committed: 5, stored: none, deadLettered: none })).toEqual({
      stored: 0,
      deadLettered: 0,
      inFlight: 0,
      unaccounted: [],
    });
  });
});

describe('rangesOf', () => {
  it('joins neighbours', () => {
    expect(rangesOf([1, 2, 3, 7, 9, 10])).toEqual([
      { from: 1, to: 3 },
      { from: 7, to: 7 },
      { from: 9, to: 10 },
    ]);
  });
});
