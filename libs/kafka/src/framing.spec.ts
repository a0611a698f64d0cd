import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { framePrefix, readFraming } from './framing.js';

describe('registry framing', () => {
  it('reads the id that was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.string(), (id, json) => {
        expect(readFraming(Buffer.concat([framePrefix(id), Buffer.from(json)]))).toEqual({ id, start: 5 });
      }),
    );
  });

  it('writes the magic byte and a big-endian id', () => {
    expect([...framePrefix(258)]).toEqual([0, 0, 0, 1, 2]);
  });

  it('does not take JSON or a short value for framed', () => {
    expect(readFraming(Buffer.from('{"a":1}'))).toBeUndefined();
    expect(readFraming(Buffer.from([0, 0, 0, 1]))).toBeUndefined();
    expect(readFraming(Buffer.alloc(0))).toBeUndefined();
  });
});
