import { describe, expect, it } from '@jest/globals';
import { bodyText, queryText, urlQuery } from './wire.js';

describe('a request as a URL', () => {
  it('has filters as parameters of their own, and lists repeated', () => {
    const request = { filters: { 'V1[gte]': '23', weather: ['rain', 'a&b'] }, limit: 5, cursor: undefined };
    expect(queryText(urlQuery(request))).toBe('limit=5&V1%5Bgte%5D=23&weather=rain&weather=a%26b');
  });

  it('quotes names that hold marks of lists', () => {
    const request = { fields: ['a,b', 'c'], by: ['d"e'], sort: ['-a,b', 'c'], from: new Date(0) };
    expect([...new URLSearchParams(queryText(urlQuery(request)))]).toEqual([
      ['fields', '"a,b"'],
      ['fields', 'c'],
      ['by', String.raw`"d\"e"`],
      ['sort', '-"a,b",c'],
      ['from', '1970-01-01T00:00:00.000Z'],
    ]);
  });

  it('lets a filter go by the name of a parameter', () => {
    expect(queryText({ limit: 5, filters: { 'limit[eq]': '7' } })).toBe('limit=5&limit%5Beq%5D=7');
  });
});

describe('a request as a body', () => {
  it('has dates as instants and big integers as texts', () => {
    const where = { field: 'n', op: 'gte', value: 9007199254740993n };
    expect(bodyText({ where, from: new Date(0) })).toBe(
      '{"where":{"field":"n","op":"gte","value":"9007199254740993"},"from":"1970-01-01T00:00:00.000Z"}',
    );
  });
});
