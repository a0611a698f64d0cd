import { describe, expect, it } from '@jest/globals';
import type { Json } from '../api/json.js';
import { showValue, valueOf } from './value.js';

describe('a value', () => {
  const cases: [Json | undefined, 'date' | 'date-time' | undefined, string, string][] = [
    [undefined, undefined, '·', 'missing'],
    [null, 'date', 'null', 'null'],
    [0, undefined, '0', 'number'],
    [9_007_199_254_740_993n, undefined, '9007199254740993', 'number'],
    [false, undefined, 'false', 'boolean'],
    ['', undefined, '', 'text'],
    ['<b>', undefined, '<b>', 'text'],
    [{ a: [1] }, undefined, '{"a":[1]}', 'nested'],
    ['2015-02-04T00:00:00.000Z', 'date', '2015-02-04', 'date'],
    ['2015-02-04T17:51:00.000Z', 'date-time', '2015-02-04 17:51:00', 'date'],
    ['soon', 'date-time', 'soon', 'text'],
  ];
  it.each(cases)('%j of format %s is shown as %j', (value, format, text, kind) => {
    expect(showValue(value, format === undefined ? undefined : { format }, 'utc')).toEqual({ text, kind });
  });

  it('is one of the record, not of its prototype', () => {
    const record = JSON.parse('{"__proto__": 1}') as Record<string, Json>;
    expect([valueOf(record, '__proto__'), valueOf(record, 'constructor')]).toEqual([1, undefined]);
  });
});
