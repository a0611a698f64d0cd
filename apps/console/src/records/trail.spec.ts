import { expect, it } from '@jest/globals';
import { Trail } from './trail.js';

it('the way back is the way that was come', () => {
  const trail = new Trail();
  trail.follow(undefined, 'b');
  trail.follow('b', 'c');
  expect([trail.stepTo('c'), trail.stepTo('b'), trail.stepTo(undefined)]).toEqual([
    { before: 'b', index: 2 },
    { before: undefined, index: 1 },
    { before: undefined, index: 0 },
  ]);
});

it('is not known of a page that was come to by its address', () => {
  const trail = new Trail();
  trail.follow('elsewhere', 'next');
  expect([trail.stepTo('elsewhere'), trail.stepTo('next')]).toEqual([undefined, undefined]);
});
