import { describe, expect, it } from '@jest/globals';
import { type Json, parseJson, writeJson } from './json.js';

describe('JSON', () => {
  it('reads what it writes', () => {
    const value: Json = { a: [1, -2.5, null, true], '<b>': { c: 'd"e', f: [] }, g: {} };
    for (const indent of [0, 2]) expect(parseJson(writeJson(value, indent))).toEqual(value);
    expect(writeJson(value, 2)).toBe(JSON.stringify(value, undefined, 2));
  });

  it('writes integers beyond 2^53 with every digit', () => {
    expect(writeJson({ n: 9_007_199_254_740_993n })).toBe('{"n":9007199254740993}');
  });
});
