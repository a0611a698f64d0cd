import { describe, expect, it } from '@jest/globals';
import { ResponseMemory } from './response-memory.js';

const SIZE = 300_000;

describe('ResponseMemory', () => {
  it('is used again once all who read in it have released it, not before', () => {
    const memory = new ResponseMemory();
    const first = memory.take(SIZE);
    const lease = memory.lease(first);
    lease.hold();
    lease.release();
    expect(memory.take(SIZE).buffer).not.toBe(first.buffer);
    lease.release();
    expect(memory.take(SIZE).buffer).toBe(first.buffer);
    expect(memory.take(SIZE).buffer).not.toBe(first.buffer);
  });

  it('is given back once, however many leases there are', () => {
    const memory = new ResponseMemory();
    const response = memory.take(SIZE);
    for (const lease of [memory.lease(response), memory.lease(response)]) lease.release();
    memory.take(SIZE);
    expect(memory.take(SIZE).buffer).not.toBe(response.buffer);
  });

  it('leaves small responses, and those of other memory, to the garbage collector', () => {
    const memory = new ResponseMemory();
    const small = memory.take(1_000);
    for (const response of [small, Buffer.alloc(SIZE)]) memory.lease(response).release();
    expect(memory.take(1_000).buffer).not.toBe(small.buffer);
    expect(small).toHaveLength(1_000);
  });

  it('does not take far too much for a response, and keeps a bounded number of idle ones', () => {
    const memory = new ResponseMemory();
    const large = memory.take(8_000_000);
    memory.lease(large).release();
    expect(memory.take(SIZE).buffer).not.toBe(large.buffer);
    const many = Array.from({ length: 10 }, () => memory.take(SIZE));
    for (const response of many) memory.lease(response).release();
    const again = Array.from({ length: 10 }, () => memory.take(SIZE));
    expect(again.filter(({ buffer }) => many.some((one) => one.buffer === buffer)).length).toBeLessThanOrEqual(4);
  });
});
