import { describe, expect, it } from '@jest/globals';
import { BsonBuffer, BsonBufferPool } from './bson-buffer.js';

describe('BsonBuffer', () => {
  it('keeps documents apart while it grows', () => {
    const buffer = new BsonBuffer(8);
    const documents = Array.from({ length: 1_000 }, (_, i) => Buffer.alloc(i % 50, i));
    for (const document of documents) buffer.append(document);
    expect(buffer.count).toBe(1_000);
    expect(buffer.byteLength).toBe(documents.reduce((sum, { length }) => sum + length, 0));
    expect(documents.every((document, i) => buffer.document(i).equals(document))).toBe(true);
    buffer.clear();
    expect([buffer.count, buffer.byteLength]).toEqual([0, 0]);
  });
});

describe('BsonBufferPool', () => {
  it('gives a buffer to one batch at a time, cleared', () => {
    const pool = new BsonBufferPool(2, 1_000_000);
    const [one, two] = [pool.take(), pool.take()];
    expect(one).not.toBe(two);
    one.append(Buffer.from('a'));
    pool.give(one);
    expect(() => pool.give(one)).toThrow('before');
    expect(pool.take()).toBe(one);
    expect(one.count).toBe(0);
  });

  it('keeps no more and no larger buffers than it is told', () => {
    const pool = new BsonBufferPool(1, 100_000);
    const [one, two, three] = [pool.take(), pool.take(), pool.take()];
    one.reserve(200_000);
    for (const buffer of [one, two, three]) pool.give(buffer);
    expect(pool.take()).toBe(two);
    expect([one, two, three]).not.toContain(pool.take());
  });
});
