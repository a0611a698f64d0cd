import { describe, expect, it } from '@jest/globals';
import { csvLine } from './csv.js';

describe('a line of CSV', () => {
  it('keeps what marks, nulls, empty texts and big integers are', () => {
    const line = csvLine(['a,b', 'say "hi"', '', null, undefined, 9007199254740993n, 1.5, true, { p: [1] }, 'x\r\ny']);
    expect(line).toBe('"a,b","say ""hi""","",,,9007199254740993,1.5,true,"{""p"":[1]}","x\r\ny"\r\n');
  });
});
