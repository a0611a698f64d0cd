import { describe, expect, it } from '@jest/globals';
import { readRecordsRequest } from './read-records-request.js';

const filtersOf = (query: string): unknown[] =>
  readRecordsRequest(`/x?${query}`).filters.map(({ field, operator, text }) => [field, operator, text]);

describe('reading a request for records', () => {
  it.each([
    ['aa_000[gte]=100', [['aa_000', 'gte', '100']]],
    ['class=pos', [['class', 'eq', 'pos']]],
    [
      'a=1&a[ne]=2',
      [
        ['a', 'eq', '1'],
        ['a', 'ne', '2'],
      ],
    ],
    ['temp[C]=5', [['temp[C]', 'eq', '5']]],
    ['temp[C][gte]=5', [['temp[C]', 'gte', '5']]],
    ['temp%5BC%5D%5Bgte%5D=5', [['temp[C]', 'gte', '5']]],
    ['x[eq][eq]=1', [['x[eq]', 'eq', '1']]],
    ['limit[eq]=5', [['limit', 'eq', '5']]],
    ['$where=1', [['$where', 'eq', '1']]],
    ['field[$gt]=1', [['field[$gt]', 'eq', '1']]],
    ['[gte]=1', [['[gte]', 'eq', '1']]],
    ['two+words=a%2Bb=c', [['two words', 'eq', 'a+b=c']]],
    [
      'empty&also=',
      [
        ['empty', 'eq', ''],
        ['also', 'eq', ''],
      ],
    ],
    ['line%0Abreak[in]=1', [['line\nbreak', 'in', '1']]],
    ['&&', []],
  ])('%s', (query, filters) => {
    expect(filtersOf(query)).toEqual(filters);
  });

  it('takes the fixed parameters', () => {
    expect(readRecordsRequest('/x?from=a&to=b&fields=c&fields=d,e&sort=-f&limit=7&cursor=g')).toEqual({
      filters: [],
      from: 'a',
      to: 'b',
      fields: ['c', 'd,e'],
      sort: '-f',
      limit: 7,
      cursor: 'g',
    });
    expect(readRecordsRequest('/x')).toMatchObject({ filters: [], limit: 100 });
  });

  it.each(['limit=', 'limit=1.5', 'limit=-1', 'limit=many', 'sort=', 'cursor=', 'fields=', 'sort=a&sort=b'])(
    'refuses %s and says what would do',
    (query) => {
      const [parameter] = query.split('=');
      expect(() => readRecordsRequest(`/x?${query}`)).toThrow(
        expect.objectContaining({
          code: 'REQUEST_INVALID',
          context: expect.objectContaining({ parameter, example: expect.any(String) }),
        }),
      );
    },
  );
});
