import { expect, it } from '@jest/globals';
import type { Dataset } from '../api/answers.js';
import { questionOf } from './question.js';

const dataset = (types: Readonly<Record<string, readonly string[]>>): Dataset => ({
  name: 'a',
  count: 1,
  topics: [],
  connector: '',
  timeRange: {},
  fields: Object.entries(types).map(([name, types]) => ({ name, types, isAdded: name.startsWith('_') })),
});
const drawn = (types: Readonly<Record<string, readonly string[]>>) =>
  questionOf(dataset(types), { dataset: 'a', view: 'chart', filters: [], options: {} });

it('a chart that nobody has chosen draws what is measured, rather than what is counted', () => {
  expect(drawn({ _n: ['number'], sequence: ['integer'], heat: ['null', 'number', 'integer'] }).fields).toEqual([
    'heat',
  ]);
  expect(drawn({ text: ['string'], a: ['integer'], b: ['integer'] }).fields).toEqual(['a']);
  expect(drawn({ text: ['string'] })).toMatchObject({ fields: [], measure: 'count' });
});
