import { expect, it } from '@jest/globals';
import { lonePoints } from './lone-points.js';

it('points without a neighbour are found', () => {
  expect(lonePoints([1, null, 2, 3, null, null, 0])).toEqual([0, 6]);
  expect([lonePoints([]), lonePoints([5]), lonePoints([null])]).toEqual([[], [0], []]);
});
