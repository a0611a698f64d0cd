import { describe, expect, it, jest } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import type { Logger } from '@sluice/runtime';
import { type DatasetIndexes, QueryFields } from '@sluice/storage';
import { setImmediate as turn } from 'node:timers/promises';
import type { KnownDataset, KnownDatasets } from '../known-datasets.js';
import { SlowQueries } from './slow-queries.js';

const FIELDS = ['class', 'size'].map((name) => ({ name, storedName: name, types: ['string' as const] }));
const ASKED = { filters: [], sort: '-size' };

function watched(slowMs: number) {
  const fields = new QueryFields({ fields: FIELDS }, undefined);
  const known = { recall: async (_: string, make: (one: KnownDataset) => unknown) => make({ fields } as KnownDataset) };
  const warn = jest.fn();
  const slow = new SlowQueries(
    known as unknown as KnownDatasets,
    { list: async () => [] } as unknown as DatasetIndexes,
    { warn } as unknown as Logger,
    slowMs,
  );
  return { slow, warn };
}

describe('slow queries', () => {
  it.each([
    ['QUERY_TIMEOUT', {}, 1],
    ['QUERY_TOO_LARGE', { serverCode: 292 }, 1],
    // More groups than an answer may have: no index changes that.
    ['QUERY_TOO_LARGE', {}, 0],
    ['STORE_UNAVAILABLE', { serverCode: 91 }, 0],
  ] as const)('that end with %s %j give advice %d times, however quick they were', async (code, context, times) => {
    const { slow, warn } = watched(60_000);
    const error = new SluiceError(code, 'reading', { context });
    await expect(slow.watch('parts', ASKED, () => Promise.reject(error))).rejects.toBe(error);
    await turn();
    expect([slow.of('parts').map(({ fields }) => fields), warn.mock.calls.length]).toEqual([
      times === 1 ? ['-size'] : [],
      times,
    ]);
  });

  it('that answer are told from the time on that is slow', async () => {
    for (const [slowMs, count] of [
      [0, 1],
      [60_000, 0],
    ] as const) {
      const { slow } = watched(slowMs);
      expect(await slow.watch('parts', ASKED, async () => 7)).toBe(7);
      await turn();
      expect(slow.of('parts')).toHaveLength(count);
    }
  });
});
