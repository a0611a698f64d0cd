import { describe, expect, it } from '@jest/globals';
import type { FilterNode, RecordsRequest } from '@sluice/storage';
import { readBody } from './read-body.js';
import { readUrl, readUrlStrictly } from './read-url.js';
import { recordsParameters, recordsRequestOf } from './records-request.js';

const readRecordsRequest = (url: string): RecordsRequest => recordsRequestOf(readUrl(url, recordsParameters));
const readSearch = (body: unknown): RecordsRequest => recordsRequestOf(readBody(body, recordsParameters));
const facts = (filter: FilterNode): unknown[] => ('text' in filter ? [filter.field, filter.operator, filter.text] : []);

const filtersOf = (query: string): unknown[] => readRecordsRequest(`/x?${query}`).filters.map(facts);

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
    expect(readRecordsRequest('/x?from=a&to=b&timeField=t&fields=c&fields=d,e&sort=-f&limit=7&cursor=g')).toEqual({
      filters: [],
      from: 'a',
      to: 'b',
      timeField: 't',
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

  it('without filters knows no other parameter, and suggests the near one', () => {
    expect(() => readUrlStrictly('/x?limt=5', recordsParameters)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ parameter: 'limt', example: 'limit' }) }),
    );
  });
});

describe('reading a search', () => {
  it('takes groups, and names as they are', () => {
    const body = {
      where: {
        or: [{ field: 'a,b', op: 'gte', value: 5 }, { and: [{ field: 'c', value: null }] }],
      },
      fields: ['a,b'],
      sort: ['-a,b', 'c'],
      limit: 7,
    };
    expect(readSearch(body)).toMatchObject({
      filters: [
        {
          or: [
            { parameter: 'where.or[0]', field: 'a,b', operator: 'gte', value: 5 },
            { and: [{ parameter: 'where.or[1].and[0]', field: 'c', operator: 'eq', value: null }] },
          ],
        },
      ],
      fields: ['"a,b"'],
      sort: '-"a,b","c"',
      limit: 7,
    });
    expect(readSearch({})).toMatchObject({ filters: [], limit: 100 });
  });

  const deep = (levels: number): object => (levels === 0 ? { field: 'a', value: 1 } : { and: [deep(levels - 1)] });

  const refused: [body: unknown, parameter: string, example?: string][] = [
    [undefined, 'body'],
    [[], 'body'],
    ['text', 'body'],
    [{ limt: 5 }, 'limt', 'limit'],
    [{ limit: '5' }, 'limit', '10'],
    [{ limit: 5.5 }, 'limit'],
    [{ sort: 5 }, 'sort'],
    [{ fields: [] }, 'fields'],
    [{ from: 5 }, 'from'],
    [{ where: 'class' }, 'where'],
    [{ where: { field: 'a', operator: 'eq', value: 1 } }, 'where'],
    [{ where: { field: 5, value: 1 } }, 'where.field'],
    [{ where: { field: 'a', op: 'gtee', value: 1 } }, 'where.op', '"gte"'],
    [{ where: { field: 'a', op: '$where', value: 1 } }, 'where.op'],
    [{ where: { field: 'a' } }, 'where.value'],
    [{ where: { or: [] } }, 'where.or'],
    [{ where: { and: [{ or: ['x'] }] } }, 'where.and[0].or[0]'],
    [{ where: { and: [{ field: 'a', value: 1 }], or: [{ field: 'a', value: 1 }] } }, 'where'],
    [{ where: deep(6) }, 'where.and[0].and[0].and[0].and[0].and[0].and'],
  ];
  it.each(
    refused.map(([body, parameter, example = expect.any(String) as unknown]) => ({
      body,
      parameter,
      facts: { parameter, example },
    })),
  )('$body is refused at $parameter', ({ body, facts }) => {
    expect(() => readSearch(body)).toThrow(
      expect.objectContaining({
        code: 'REQUEST_INVALID',
        context: expect.objectContaining(facts),
      }),
    );
  });

  it('takes groups five deep', () => {
    expect(readSearch({ where: deep(5) }).filters).toHaveLength(1);
  });
});
