import { expect, it } from '@jest/globals';
import { tickTexts } from './time-axis.js';

const at = (text: string): number => Date.parse(`${text}Z`);

it.each([
  [365 * 86_400_000, ['2014-01-01T00:00', '2015-01-01T00:00'], ['2014', '2015']],
  [31 * 86_400_000, ['2014-12-01T00:00', '2015-01-01T00:00', '2015-02-01T00:00'], ['Dec\n2014', 'Jan\n2015', 'Feb']],
  [86_400_000, ['2015-02-04T00:00', '2015-02-05T00:00'], ['Feb 4\n2015', 'Feb 5']],
  [3_600_000, ['2015-02-04T23:00', '2015-02-05T00:00'], ['23:00\nFeb 4, 2015', '00:00\nFeb 5, 2015']],
  [1_000, ['2015-02-04T23:00:01', '2015-02-04T23:00:02'], ['23:00:01\nFeb 4, 2015', '23:00:02']],
])('ticks of %d ms say what changes', (step, ticks, texts) => {
  expect(tickTexts(ticks.map(at), step, 'utc')).toEqual(texts);
});
