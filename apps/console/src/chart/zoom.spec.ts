import { expect, it } from '@jest/globals';
import { zoomed } from './zoom.js';

it.each([
  ['+', [125, 175]],
  ['-', [50, 250]],
  ['ArrowLeft', [50, 150]],
  ['ArrowRight', [150, 250]],
  ['x', undefined],
])('%s goes to %j', (key, expected) => {
  expect(zoomed([100, 200], key)).toEqual(expected);
});

it('has nowhere to go in an instant', () => {
  expect(zoomed([100, 100], '-')).toBeUndefined();
});
