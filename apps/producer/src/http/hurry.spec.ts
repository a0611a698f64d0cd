import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { ByteSource } from '../input/byte-source.js';
import { hurry } from './hurry.js';

/** Bytes that come so long after they were asked for. */
function source(delaysMs: readonly number[], bytesEach: number): ByteSource {
  const delays = [...delaysMs];
  return {
    async read() {
      const delay = delays.shift();
      if (delay === undefined) return 0;
      await wait(delay);
      return bytesEach;
    },
    consumed: 0,
    close: () => Promise.resolve(),
  };
}

async function readAll(from: ByteSource, pauseMs = 0): Promise<number> {
  const into = Buffer.alloc(1_024);
  let total = 0;
  for (;;) {
    const size = await from.read(into, 0, into.length);
    if (size === 0) return total;
    total += size;
    if (pauseMs > 0) await wait(pauseMs);
  }
}

const pace = { graceMs: 60, bytesPerSecond: 1_000 };

describe('a body that must come at a pace', () => {
  it('ends with REQUEST_TIMEOUT where it comes byte by byte, or not at all', async () => {
    await expect(readAll(hurry(source(Array<number>(50).fill(10), 1), pace))).rejects.toMatchObject({
      code: 'REQUEST_TIMEOUT',
    });
    await expect(readAll(hurry(source([500], 1), pace))).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' });
  });

  it('may be slow for a while, and for as long as what it brings is enough', async () => {
    expect(await readAll(hurry(source([30], 1), pace))).toBe(1);
    expect(await readAll(hurry(source(Array<number>(12).fill(10), 100), pace))).toBe(1_200);
  });

  it('is not blamed for the time in which nobody read it', async () => {
    expect(await readAll(hurry(source([1, 1, 1, 1, 1], 1), pace), 30)).toBe(5);
  });

  it('may take any time where there is no limit', async () => {
    expect(await readAll(hurry(source([100], 1), { graceMs: 1, bytesPerSecond: 0 }))).toBe(1);
  });
});
