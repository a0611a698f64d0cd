import { expect, it } from '@jest/globals';
import { Places } from './places.js';

const page = (previous: string | null, next: string | null) => ({ previous, next, limit: 50, hasMore: next !== null });

it('a page begins where the one beside it ends', () => {
  const places = new Places();
  places.saw(undefined, page(null, 'b'), 50);
  places.saw('b', page('a', 'c'), 50);
  places.saw('c', page('b again', null), 7);
  expect(['b', 'c', 'a', 'b again'].map((cursor) => places.of(cursor))).toEqual([50, 100, 0, 50]);
});

it('a page that was come to by its address has no place, until the first one is reached from it', () => {
  const places = new Places();
  places.saw('elsewhere', page('before', 'after'), 50);
  expect(['elsewhere', 'before', 'after'].map((cursor) => places.of(cursor))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  places.saw('before', page(null, 'elsewhere'), 30);
  expect(['before', 'elsewhere'].map((cursor) => places.of(cursor))).toEqual([0, 30]);
});
