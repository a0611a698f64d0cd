import { describe, expect, it } from '@jest/globals';
import { formatSort, joinNames, parseSort, splitNames, toggleSort } from './names.js';

const STRANGE = ['a', 'b,c', '"d"', '-e', 'f-g', 'h\\"i', '<b>'];

describe('names in a list', () => {
  it('come back as they were', () => {
    expect(splitNames(joinNames(STRANGE))).toEqual(STRANGE);
    const keys = STRANGE.map((field, i) => ({ field, isDescending: i % 2 === 0 }));
    expect(parseSort(formatSort(keys))).toEqual(keys);
  });

  it('may be none', () => {
    expect([splitNames(undefined), splitNames(''), parseSort(undefined), formatSort([])]).toEqual([
      [],
      [],
      [],
      undefined,
    ]);
  });
});

describe('a click on a column', () => {
  it('sorts up, down and not at all', () => {
    const up = toggleSort([], 'a', false);
    const down = toggleSort(up, 'a', false);
    expect([up, down, toggleSort(down, 'a', false)]).toEqual([
      [{ field: 'a', isDescending: false }],
      [{ field: 'a', isDescending: true }],
      [],
    ]);
  });

  it('takes the place of other columns, or joins them', () => {
    const a = { field: 'a', isDescending: true };
    const b = { field: 'b', isDescending: false };
    expect(toggleSort([a], 'b', false)).toEqual([b]);
    expect(toggleSort([a], 'b', true)).toEqual([a, b]);
    expect(toggleSort([a, b], 'a', true)).toEqual([b]);
  });
});
