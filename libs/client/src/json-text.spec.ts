import { describe, expect, it } from '@jest/globals';
import { parseJson, stringifyJson } from './json-text.js';

describe('JSON of records', () => {
  it.each([
    '{"n":9007199254740993,"o":[-9223372036854775808,12345678901234567890123]}',
    '{"t":"9007199254740993","quoted":"a \\"9007199254740993\\" b","n":1.5}',
    '{"x":0.12345678901234568}',
    '[1,true,null,"é"]',
  ])('%s comes back digit by digit', (text) => {
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  it('gives numbers where they are exact, and bigint where they are not', () => {
    expect(parseJson('{"a":9007199254740991,"b":9007199254740993,"c":-0.12345678901234568}')).toEqual({
      a: 9007199254740991,
      b: 9007199254740993n,
      c: Number('-0.12345678901234568'),
    });
  });

  it('refuses what is no JSON', () => {
    expect(() => parseJson('{"n":12345678901234567890')).toThrow(SyntaxError);
  });
});
