import { expect, it } from '@jest/globals';
import { Trail } from './trail.js';

it('the way back is the way that was come', () => {
  const trail = new Trail();
  trail.follow(undefined, 'b', 50);
  trail.follow('b', 'c', 50);
  expect([trail.stepTo('c'), trail.stepTo('b'), trail.stepTo(undefined)]).toEqual([
    { before: 'b', start: 100 },
    { before: undefined, start: 50 },
    { before: undefined, start: 0 },
  ]);
});

it('is not known of a page that was come to by its address, until it is told', () => {
  const trail = new Trail();
  trail.follow('elsewhere', 'next', 50);
  expect([trail.stepTo('elsewhere'), trail.stepTo('next')]).toEqual([undefined, undefined]);
  trail.keep('elsewhere', { before: 'there', start: 120 });
  trail.follow('elsewhere', 'next', 50);
  expect(trail.stepTo('next')).toEqual({ before: 'elsewhere', start: 170 });
});
