import { expect, it } from '@jest/globals';
import type { Dataset, Field } from '../api/answers.js';
import { columnsOf, MOST_COLUMNS } from './columns.js';

const ADDED: Field[] = ['_id', '_ts', '_key'].map((name) => ({ name, types: ['string'], isAdded: true }));
const dataset = (own: Field[]): Dataset => ({
  name: 'a',
  count: 0,
  topics: [],
  connector: '',
  timeRange: {},
  fields: [...ADDED, ...own],
});
const wide = Array.from({ length: 1_000 }, (_, i): Field => ({ name: `f${i}`, types: ['number'], isAdded: false }));
const names = (own: Field[], named?: string) => columnsOf(dataset(own), named).map(({ name }) => name);

it('columns of a wide dataset are its first ones, and the time', () => {
  expect(names(wide)).toEqual(['_ts', ...wide.slice(0, 11).map(({ name }) => name)]);
  expect(names([{ name: 'at', types: ['string'], format: 'date', isAdded: false }])).toEqual(['at']);
});

it('columns that are named come in their order, and not without end', () => {
  expect(names(wide, 'f7,"f,1",f7,_id')).toEqual(['f7', 'f,1', '_id']);
  expect(names(wide, wide.map(({ name }) => name).join(','))).toHaveLength(MOST_COLUMNS);
});
