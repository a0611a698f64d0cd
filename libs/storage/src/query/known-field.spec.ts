import { describe, expect, it } from '@jest/globals';
import { knownField } from './known-field.js';
import { QueryFields } from './query-field.js';

const fields = new QueryFields(
  { fields: ['temperature', 'order'].map((name) => ({ name, storedName: name, types: ['number'] })) },
  undefined,
);

describe('a field that is not there', () => {
  it.each([
    ['temprature', 'did you mean "temperature"?', 'temperature'],
    ['temperature[near]', 'the operators are eq, ne', 'temperature[eq]'],
    ['page', 'did you mean the parameter cursor, the page.next of the reply before?', 'cursor'],
    ['per_page', 'did you mean the parameter limit?', 'limit'],
  ])('%s leads to what was meant', (name, hint, example) => {
    const ask = (): unknown => knownField(fields, name, name);
    expect(ask).toThrow(hint);
    expect(ask).toThrow(expect.objectContaining({ context: expect.objectContaining({ parameter: name, example }) }));
  });

  it('leads nowhere where nothing is near', () => {
    expect(() => knownField(fields, 'xyz', 'xyz')).toThrow(/no field "xyz"$/);
    expect(() => knownField(fields, 'page', 'sort')).toThrow(/no field "page"$/);
  });

  it('is looked for first', () => {
    expect(knownField(fields, 'order', 'order').name).toBe('order');
  });
});
