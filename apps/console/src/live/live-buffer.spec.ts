import { describe, expect, it } from '@jest/globals';
import { LiveBuffer } from './live-buffer.js';

describe('a live buffer', () => {
  it('holds the newest records only, newest first', () => {
    const buffer = new LiveBuffer(3);
    buffer.add([{ n: 1 }, { n: 2 }], 0);
    buffer.add([{ n: 3 }, { n: 4 }], 1_000);
    expect(buffer.records.map(({ number, record }) => [number, record['n']])).toEqual([
      [4, 4],
      [3, 3],
      [2, 2],
    ]);
    expect(buffer.received).toBe(4);
    buffer.clear();
    expect([buffer.records.length, buffer.received]).toEqual([0, 4]);
  });

  it('tells how many came in each of the last seconds, and forgets older ones', () => {
    const buffer = new LiveBuffer(1);
    for (const at of [500, 1_500, 1_700, 3_200]) buffer.add([{}], at);
    expect(buffer.lastSeconds(4_000, 4)).toEqual([1, 2, 0, 1]);
    buffer.add([{}], 200_000);
    expect(buffer.lastSeconds(201_000, 1)).toEqual([1]);
    expect(buffer.lastSeconds(4_000, 4)).toEqual([0, 0, 0, 0]);
  });
});
