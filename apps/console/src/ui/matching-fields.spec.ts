import { describe, expect, it } from '@jest/globals';
import type { Field } from '../api/answers.js';
import { matchingFields, typeLabel } from './matching-fields.js';

const field = (name: string, types: string[] = ['number'], isAdded = false): Field => ({ name, types, isAdded });
const FIELDS = [field('_ts', ['string'], true), field('max_temp'), field('Temp'), field('position', ['object'])];
const names = (text: string, hasPlaces = false) => matchingFields(FIELDS, text, hasPlaces).map(({ name }) => name);

describe('fields that match', () => {
  it('begin with the text, or else contain it', () => {
    expect(names('temp')).toEqual(['Temp', 'max_temp']);
    expect(names('')).toEqual(['max_temp', 'Temp', 'position', '_ts']);
    expect(names('x')).toEqual(['max_temp']);
  });

  it('may be places within objects', () => {
    expect([names('position.x'), names('position.x', true), names('nobody.x', true)]).toEqual([[], ['position.x'], []]);
  });

  it('are at most as many as can be looked through', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => field(`f${i}`));
    expect(matchingFields(many, 'f', false)).toHaveLength(60);
  });
});

it('types are named', () => {
  const label = (types: string[], format?: 'date' | 'date-time') =>
    typeLabel({ name: 'a', types, isAdded: false, ...(format ? { format } : {}) });
  expect([
    label(['integer', 'number', 'null']),
    label(['string'], 'date-time'),
    label(['string', 'boolean']),
    label([]),
  ]).toEqual(['number', 'time', 'text | boolean', '']);
});
