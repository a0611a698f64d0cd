import { expect, it } from '@jest/globals';
import { figureText } from './figure-text.js';

it.each([
  [1_234.567, undefined, '1235'],
  [9_007_199_254_740_993n, undefined, '9.01e+15'],
  ['2015-02-04T17:51:00.400Z', 'date-time', '2015-02-04 17:51:00'],
  ['2015-02-04T00:00:00.000Z', 'date', '2015-02-04'],
  ['1e400', undefined, '1e400'],
] as const)('the figure %s of a field of %s is shown as %s', (value, format, text) => {
  expect(figureText(value, format === undefined ? {} : { format }, 'utc')).toBe(text);
});
