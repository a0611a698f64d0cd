import { describe, expect, it } from '@jest/globals';
import { formatRoute, parseRoute, type Route } from './route.js';

describe('an address', () => {
  const route: Route = {
    dataset: 'plant/a b#?',
    view: 'chart',
    filters: [
      { field: 'temp[C]', op: 'gte', value: '5' },
      { field: 'limit', op: 'eq', value: 'a&b=c+d%' },
      { field: 'x[eq]', op: 'in', value: '"a,b",c' },
      { field: '<b>', op: 'ne', value: '' },
      { field: 'line\nbreak', op: 'contains', value: 'ä 🌊' },
    ],
    options: { sort: '-"a,b",c', cursor: 'eyJ==', from: '2015-02-04T17:51:00Z' },
  };

  it('says all that a view shows', () => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it('stays readable', () => {
    const short: Route = {
      dataset: 'occupancy',
      view: 'records',
      filters: [{ field: 'V1', op: 'gte', value: '23' }],
      options: { fields: 'time,V1' },
    };
    expect(formatRoute(short)).toBe('#/occupancy/records?V1[gte]=23&fields=time,V1');
  });

  it.each(['', '#', '#/', '#//x?y', '#?V1[gte]=1', '#/%E0%A4%A'])('%j is taken as far as it is known', (hash) => {
    expect(parseRoute(hash)).toMatchObject({ view: 'records' });
  });

  it('leaves out what it does not know', () => {
    expect(parseRoute('#/a/nowhere?V1[$gt]=1&strange=2&limit=5')).toEqual({
      dataset: 'a',
      view: 'records',
      filters: [],
      options: { limit: '5' },
    });
  });
});
