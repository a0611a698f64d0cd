import { describe, expect, it } from '@jest/globals';
import type { OutgoingRecord } from './outgoing-record.js';
import { murmur2, Partitioner } from './partitioner.js';

const record = (key: string | Buffer | null, bytes = 1): OutgoingRecord => ({ key, value: Buffer.alloc(bytes) });

describe('murmur2', () => {
  it.each([
    ['', 275646681],
    ['a', -1563381124],
    ['ab', 316155434],
    ['abc', 479470107],
    ['abcd', -1323649548],
    ['abcde', 461995741],
    ['3f2b8c1e-6d54-4f6e-9a3b-2f1e0d9c8b7a', 743224982],
    ['ключ', 2122343024],
    ['\u00ff\u0100', 1925129163],
  ])("hashes %j as Kafka's Java client does", (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
  });
});

describe('Partitioner', () => {
  it('places a key by its hash over all partitions, as text or bytes, however long', () => {
    const partitioner = new Partitioner();
    for (const key of ['a', 'ключ', 'x'.repeat(1_000)]) {
      const expected = (murmur2(Buffer.from(key)) & 0x7fffffff) % 7;
      expect(partitioner.choose(record(key), 7, [0])).toBe(expected);
      expect(partitioner.choose(record(Buffer.from(key)), 7, [0])).toBe(expected);
    }
  });

  it('takes a given partition', () => {
    expect(new Partitioner().choose({ ...record('a'), partition: 5 }, 7, [0])).toBe(5);
  });

  it('stays on one partition for a while without keys, then uses others, and only those with a leader', () => {
    const partitioner = new Partitioner();
    const small = new Set(Array.from({ length: 50 }, () => partitioner.choose(record(null, 100), 9, [2, 4, 8])));
    expect(small.size).toBe(1);
    const large = new Set(Array.from({ length: 200 }, () => partitioner.choose(record(null, 70_000), 9, [2, 4, 8])));
    expect(large).toEqual(new Set([2, 4, 8]));
  });
});
