import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ResponseMemory } from './response-memory.js';
import { ResponseReader } from './response-reader.js';

function framed(payload: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeInt32BE(payload.length);
  return Buffer.concat([size, payload]);
}

/** What a reader hands on of bytes that come in pieces of the given lengths, over and over. */
function read(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const found: Buffer[] = [];
  const reader = new ResponseReader(new ResponseMemory(), (response) => found.push(response));
  const shared = Buffer.alloc(Math.max(...lengths));
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const taken = bytes.copy(shared, 0, at, at + (lengths[i % lengths.length] ?? 1));
    reader.push(shared.subarray(0, taken));
    at += taken;
  }
  return found;
}

describe('ResponseReader', () => {
  it('finds the responses however their bytes come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (payloads, lengths) => {
          const responses = payloads.map(framed);
          expect(read(Buffer.concat(responses), lengths)).toEqual(responses);
        },
      ),
    );
  });

  it('keeps responses apart that are read in the same memory size', () => {
    const responses = [1, 2, 3].map((i) => framed(Buffer.alloc(300_000, i)));
    expect(read(Buffer.concat(responses), [65_536])).toEqual(responses);
  });

  it('hands on what is no response, such as a TLS alert, without waiting for hundreds of megabytes', () => {
    const alert = Buffer.from('1503030002020a', 'hex');
    expect(Buffer.concat(read(alert, [3]))).toEqual(alert);
  });
});
