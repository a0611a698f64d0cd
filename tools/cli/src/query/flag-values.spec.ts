import { describe, expect, it } from '@jest/globals';
import { list, positive } from './flag-values.js';

describe('values of flags', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['-V1,time', ['-V1', 'time']],
    ['"a,b",c', ['a,b', 'c']],
    ['-"a,b"', ['-a,b']],
    ['temp[C]', ['temp[C]']],
  ])('%s is a list', (text, names) => {
    expect(list(text)).toEqual(names);
  });

  it('of several flags make one list', () => {
    expect(list('c', ['a', 'b'])).toEqual(['a', 'b', 'c']);
  });

  it.each(['', ','])('%j is no list', (text) => {
    expect(() => list(text)).toThrow(/such as a,b/);
  });

  it.each(['0', '-1', '1.5', '1e3', 'x', ''])('%j is no count', (text) => {
    expect(() => positive(text)).toThrow(/whole number/);
  });
});
