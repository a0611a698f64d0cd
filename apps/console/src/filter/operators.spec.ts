import { describe, expect, it } from '@jest/globals';
import type { Field } from '../api/answers.js';
import { choiceOf, choicesOf, describeFilter, editableValue, typedValue } from './operators.js';

const field = (name: string, types: string[], format?: 'date' | 'date-time'): Field => ({
  name,
  types,
  isAdded: false,
  ...(format ? { format } : {}),
});
const EQ = { id: 'eq', label: 'is', op: 'eq' } as const;

describe('operators', () => {
  it.each([
    ['numbers', field('a', ['number', 'null']), ['gte', 'in'], ['contains']],
    ['texts', field('a', ['string']), ['contains', 'prefix', 'gte'], []],
    ['dates', field('a', ['string'], 'date'), ['gte', 'lt'], ['contains']],
    ['flags', field('a', ['boolean']), ['eq'], ['gte', 'contains']],
    ['what is not known', undefined, ['gte', 'contains', 'missing'], []],
  ])('of %s fit them', (_, of, some, none) => {
    const ids = choicesOf(of).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([...some, 'null']));
    for (const id of none) expect(ids).not.toContain(id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are found again by their filter', () => {
    const of = field('a', ['string', 'null']);
    for (const choice of choicesOf(of)) {
      expect(choiceOf({ field: 'a', op: choice.op, value: choice.value ?? 'x' }, of)).toBe(choice);
    }
  });
});

describe('a value that was typed', () => {
  it.each(['null', '"a"', 'a,b', '', '<b>'])('as %j into texts stays that text', (text) => {
    const of = field('a', ['string']);
    const filter = { field: 'a', op: 'eq', value: typedValue(text, EQ, of, 'utc') } as const;
    expect(editableValue(filter, of, 'utc')).toBe(text);
    expect(filter.value).not.toBe('null');
  });

  it('is of the zone that is shown', () => {
    const of = field('t', ['string'], 'date-time');
    const value = typedValue('2015-02-04 17:51', { id: 'gte', label: '', op: 'gte' }, of, 'utc');
    expect(value).toBe('2015-02-04T17:51:00.000Z');
    expect(describeFilter({ field: 't', op: 'gte', value }, of, 'utc')).toBe('t ≥ 2015-02-04 17:51:00');
  });
});

it('filters are described', () => {
  const tell = (op: 'eq' | 'ne' | 'exists', value: string) =>
    describeFilter({ field: 'a', op, value }, undefined, 'utc');
  expect([tell('eq', 'null'), tell('ne', 'null'), tell('exists', 'false'), tell('eq', '"null"')]).toEqual([
    'a is null or missing',
    'a has a value',
    'a is missing',
    'a = null',
  ]);
});
