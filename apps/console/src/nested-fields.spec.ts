import { describe, expect, it } from '@jest/globals';
import { withNested } from './nested-fields.js';

const own = (name: string, types: string[]) => ({ name, types, isAdded: false });

describe('fields within objects', () => {
  it('follow the object, to any reasonable depth, with their types', () => {
    const fields = [own('at', ['string']), own('place', ['object']), own('n', ['integer'])];
    const schema = {
      properties: {
        place: {
          type: ['object', 'null'],
          properties: {
            city: { type: 'string' },
            seen: { type: ['string', 'null'], format: 'date-time' },
            at: { type: 'object', properties: { lat: { type: 'number' } } },
          },
        },
        n: { type: 'integer' },
      },
    };
    expect(withNested(fields, schema)).toEqual([
      fields[0],
      fields[1],
      { name: 'place.city', types: ['string'], isAdded: false, isNested: true },
      { name: 'place.seen', types: ['string', 'null'], format: 'date-time', isAdded: false, isNested: true },
      { name: 'place.at.lat', types: ['number'], isAdded: false, isNested: true },
      fields[2],
    ]);
  });

  it('are left out where they cannot be asked for, or where a field has that name', () => {
    const fields = [own('a', ['object']), own('a.b', ['number'])];
    const schema = { properties: { a: { properties: { b: {}, 'c.d': {}, '': {}, $e: {}, f: {} } } } };
    expect(withNested(fields, schema).map(({ name }) => name)).toEqual(['a', 'a.f', 'a.b']);
  });

  it.each([undefined, null, true, {}, { properties: { a: true } }])('are none where the schema is %j', (schema) => {
    expect(withNested([own('a', ['object'])], schema)).toHaveLength(1);
  });

  it('are not without end', () => {
    const properties = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`f${i}`, {}]));
    expect(withNested([own('a', ['object'])], { properties: { a: { properties } } })).toHaveLength(2_001);
  });
});
