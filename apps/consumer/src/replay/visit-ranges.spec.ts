import { describe, expect, it } from '@jest/globals';
import { pendingRanges, rangesText, visitRanges } from './visit-ranges.js';

const record = (offset: bigint) => ({ offset, key: null, value: null, timestamp: 0, headers: [] });

/** A topic that answers at most four records at once. */
function read({ from, to }: { from: bigint; to: bigint }) {
  const next = from + 4n < to ? from + 4n : to;
  const records = Array.from({ length: Number(next - from) }, (_, i) => record(from + BigInt(i)));
  return Promise.resolve({ records, next });
}

describe('visitRanges', () => {
  it('hands over everything, oldest first, and takes up what is left where it stopped', async () => {
    let pending = [
      { partition: 0, from: 3n, to: 12n },
      { partition: 2, from: 0n, to: 2n },
    ];
    const seen: string[] = [];
    for (let round = 0; pending.length > 0 && round < 20; round++) {
      pending = await visitRanges('t', pending, read, {
        count: 3,
        isTimeOver: () => true,
        visit: (partition, records) => {
          seen.push(...records.map(({ offset }) => `${partition}:${offset}`));
          return Promise.resolve();
        },
      });
    }
    expect(seen).toEqual(['0:3', '0:4', '0:5', '0:6', '0:7', '0:8', '0:9', '0:10', '0:11', '2:0', '2:1']);
  });
});

describe('pendingRanges', () => {
  const partitions = [{ partition: 0, low: 10n, high: 40n }];

  it('takes all that lies there now, and reads back what rangesText wrote', () => {
    const all = pendingRanges(undefined, partitions);
    expect(rangesText(all)).toBe('0:10-40');
    expect(pendingRanges('0:12-30', partitions)).toEqual([{ partition: 0, from: 12n, to: 30n }]);
    expect(rangesText([])).toBeNull();
  });

  it('leaves out what the topic no longer holds', () => {
    expect(pendingRanges('0:2-99,7:0-5', partitions)).toEqual([{ partition: 0, from: 10n, to: 40n }]);
  });

  it('refuses anything else', () => {
    expect(() => pendingRanges('0:12', partitions)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });
});
