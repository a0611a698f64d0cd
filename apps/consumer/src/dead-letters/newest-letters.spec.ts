import { describe, expect, it } from '@jest/globals';
import { newestLetters, readCursor, type ReadChunk } from './newest-letters.js';

interface Found {
  readonly partition: number;
  readonly offset: number;
  readonly time: number;
}

/** Partitions whose every `step`th record is a letter that is looked for. */
function topic(sizes: readonly number[], step: number, timeOf: (partition: number, offset: number) => number) {
  const reads: string[] = [];
  const readChunk: ReadChunk<Found> = (partition, from, to) => {
    reads.push(`${partition}:${from}-${to}`);
    const found: Found[] = [];
    for (let offset = Number(from); offset < Number(to); offset++) {
      if (offset % step === 0) found.push({ partition, offset, time: timeOf(partition, offset) });
    }
    return Promise.resolve({ found, records: Number(to - from), bytes: 0 });
  };
  const partitions = sizes.map((size, partition) => ({ partition, low: 0n, high: BigInt(size) }));
  const page = (cursor: string | undefined, limit: number) =>
    newestLetters(partitions, { cursor: readCursor(cursor), limit }, readChunk);
  return { page, reads };
}

async function pages({ page }: ReturnType<typeof topic>, limit: number): Promise<Found[][]> {
  const all: Found[][] = [];
  let cursor: string | undefined;
  do {
    const { letters, next } = await page(cursor, limit);
    all.push([...letters]);
    cursor = next ?? undefined;
  } while (cursor !== undefined && all.length < 100);
  return all;
}

describe('newestLetters', () => {
  it('gives each letter once over all pages, newest first, and a cursor that is partition:offset', async () => {
    const one = topic([1_203], 1, (_, offset) => offset);
    const first = await one.page(undefined, 100);
    expect(first.next).toBe('0:1103');
    const offsets = (await pages(one, 100)).flat().map(({ offset }) => offset);
    expect(offsets).toEqual(Array.from({ length: 1_203 }, (_, i) => 1_202 - i));
  });

  it('merges partitions by time and keeps each in its order', async () => {
    const two = topic([5, 5], 1, (partition, offset) => offset * 10 + partition * 5);
    const all = (await pages(two, 3)).flat().map(({ partition, offset }) => `${partition}:${offset}`);
    expect(all).toEqual(['1:4', '0:4', '1:3', '0:3', '1:2', '0:2', '1:1', '0:1', '1:0', '0:0']);
  });

  it('reads a bounded part and goes on from there with the next page, though nothing was found', async () => {
    const rare = topic([50_000], 39_000, () => 0);
    const first = await rare.page(undefined, 10);
    expect(first).toMatchObject({ letters: [], scanned: 10_000, next: '0:40000' });
    expect((await pages(rare, 10)).flat().map(({ offset }) => offset)).toEqual([39_000, 0]);
  });

  it('gets further with every page, however many partitions there are', async () => {
    const many = topic(
      Array.from({ length: 60 }, () => 1_000),
      1_000,
      (partition) => partition,
    );
    expect((await pages(many, 10)).flat()).toHaveLength(60);
  });

  it('shows nothing older before what was not read yet', async () => {
    const uneven = topic([20_000, 10], 20_000, (partition, offset) => (partition === 0 ? 1e6 : offset));
    const all = (await pages(uneven, 10)).flat().map(({ partition }) => partition);
    expect(all).toEqual([0, 1]);
  });
});

describe('readCursor', () => {
  it.each(['x', '0', '0:', '0:1-2', '0:1,', '-1:2'])('refuses %s', (cursor) => {
    expect(() => readCursor(cursor)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });
});
