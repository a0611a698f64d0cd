import { describe, expect, it } from '@jest/globals';
import { atMost, joined, without } from './spans.js';

const spans = (...ends: [from: number, to: number][]) => ends.map(([from, to]) => ({ from, to }));

describe('spans of time', () => {
  it('are joined where they meet or overlap', () => {
    expect(joined(spans([5, 6], [0, 2], [2, 3], [1, 2], [9, 9]))).toEqual(spans([0, 3], [5, 6]));
  });

  it('are cut', () => {
    const whole = spans([0, 10], [20, 30]);
    expect(without(whole, [])).toEqual(whole);
    expect(without(whole, spans([-5, 1], [3, 4], [8, 22], [29, 50]))).toEqual(spans([1, 3], [4, 8], [22, 29]));
    expect(without(whole, spans([-Infinity, Infinity]))).toEqual([]);
  });

  it('are few where they have to be, over the shortest gaps', () => {
    const many = spans([0, 1], [2, 3], [10, 11], [12, 13], [20, 21]);
    expect(atMost(many, 5)).toEqual(many);
    expect(atMost(many, 3)).toEqual(spans([0, 3], [10, 13], [20, 21]));
    expect(atMost(many, 1)).toEqual(spans([0, 21]));
  });

  it('agree with membership, whatever they are', () => {
    const random = () =>
      Array.from({ length: 6 }, () => {
        const from = Math.floor(Math.random() * 40);
        return { from, to: from + Math.floor(Math.random() * 8) };
      });
    const has = (all: ReturnType<typeof random>, at: number) => all.some(({ from, to }) => from <= at && at < to);
    for (let i = 0; i < 500; i += 1) {
      const [a, b] = [random(), random()];
      for (let at = 0; at < 50; at += 1) {
        expect(has(joined(a), at)).toBe(has(a, at));
        expect(has(without(a, b), at)).toBe(has(a, at) && !has(b, at));
        expect(has(atMost(a, 2), at) || !has(a, at)).toBe(true);
      }
    }
  });
});
