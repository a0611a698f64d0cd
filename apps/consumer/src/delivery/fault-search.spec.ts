import { describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { blockFromMessages } from '@sluice/kafka/consume';
import { SinkBatch, type WriteOutcome } from '@sluice/sinks';
import * as fc from 'fast-check';
import { FaultSearch } from './fault-search.js';

/** A batch whose records say what becomes of them. */
function batchOf(fates: readonly string[]): SinkBatch {
  const messages = fates.map((fate, i) => ({
    key: null,
    value: Buffer.from(fate),
    offset: String(i),
    timestamp: '0',
    attributes: 0,
    headers: {},
  }));
  const block = blockFromMessages(messages);
  const batch = new SinkBatch('t', 0, fates.length);
  for (let row = 0; row < block.count; row += 1) batch.add(block, row, block.valueStart[row]!, undefined);
  return batch;
}

/** Stores what is `good`, refuses what is `refused`, and fails for all of a write that holds a `poison`. */
class Store {
  readonly stored = new Set<number>();
  writes = 0;
  /** Fails for everything from this write on, and before that one. */
  brokenFrom = Infinity;
  mendedFrom = 0;

  readonly write = (batch: SinkBatch): Promise<WriteOutcome> => {
    const fates = Array.from({ length: batch.count }, (_, i) => String(batch.blocks[i]!.value(batch.rows[i]!)));
    if (++this.writes >= this.brokenFrom || this.writes < this.mendedFrom || fates.includes('poison')) {
      return Promise.reject(new SluiceError('STORE_UNCLASSIFIED', 'writing'));
    }
    const rejected = fates.flatMap((fate, index) =>
      fate === 'refused'
        ? [{ index, stage: 'TASK_PUT' as const, error: new SluiceError('STORE_REFUSED', 'writing') }]
        : [],
    );
    let duplicates = 0;
    for (const [i, fate] of fates.entries()) {
      if (fate !== 'good') continue;
      const row = batch.rows[i]!;
      if (this.stored.has(row)) duplicates += 1;
      this.stored.add(row);
    }
    return Promise.resolve({ stored: fates.length - rejected.length - duplicates, duplicates, rejected });
  };
}

const fate = fc.constantFrom('good', 'good', 'good', 'refused', 'poison');

describe('FaultSearch', () => {
  it('finds exactly the records at fault, wherever and however many, where any other passes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { minLength: 2, maxLength: 60 }), async (fates) => {
        fc.pre(fates.indexOf('good') !== -1 && fates.indexOf('good') < 16);
        const store = new Store();
        const outcomes = await new FaultSearch(store.write).search([batchOf(fates)]);
        const codes = new Map(outcomes?.[0]?.rejected.map(({ index, error }) => [index, error.code]));
        const expected: Record<string, string | undefined> = { poison: 'RECORD_FAILED', refused: 'STORE_REFUSED' };
        expect(fates.map((_, i) => codes.get(i))).toEqual(fates.map((one) => expected[one]));
        expect([...store.stored].sort((a, b) => a - b)).toEqual(fates.flatMap((one, i) => (one === 'good' ? [i] : [])));
        expect(outcomes?.[0]?.stored).toBe(store.stored.size);
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('takes few writes for one record among many', async () => {
    const fates = Array.from({ length: 4_096 }, (_, i) => (i === 3_000 ? 'poison' : 'good'));
    const store = new Store();
    const outcomes = await new FaultSearch(store.write).search([batchOf(fates)]);
    expect(outcomes?.[0]?.rejected.map(({ index }) => index)).toEqual([3_000]);
    expect(store.writes).toBeLessThan(40);
  });

  it('says nothing where every record fails, and gives up early', async () => {
    const store = new Store();
    const all = Array.from({ length: 4_096 }, () => 'poison');
    expect(await new FaultSearch(store.write).search([batchOf(all)])).toBeUndefined();
    expect(store.writes).toBeLessThan(60);
  });

  it('takes refusals for no witness', async () => {
    const store = new Store();
    expect(await new FaultSearch(store.write).search([batchOf(['refused', 'poison'])])).toBeUndefined();
  });

  it('does not blame records for a store that breaks during the search', async () => {
    const fates = Array.from({ length: 64 }, (_, i) => (i === 20 ? 'poison' : 'good'));
    for (let brokenFrom = 1; brokenFrom < 15; brokenFrom += 1) {
      const store = new Store();
      store.brokenFrom = brokenFrom;
      const outcomes = await new FaultSearch(store.write).search([batchOf(fates)]);
      const blamed = outcomes?.[0]?.rejected.map(({ index }) => index) ?? [];
      expect(blamed.filter((index) => index !== 20)).toEqual([]);
    }
  });

  it('does not blame records for a store that is mended during the search', async () => {
    for (const items of [64, 12]) {
      for (let mendedFrom = 2; mendedFrom < 60; mendedFrom += 1) {
        const store = new Store();
        store.mendedFrom = mendedFrom;
        const fates = Array.from({ length: items }, () => 'good');
        const outcomes = await new FaultSearch(store.write).search([batchOf(fates)]);
        expect(outcomes?.[0]?.rejected ?? []).toEqual([]);
      }
    }
  });

  it('passes known errors through', async () => {
    const search = new FaultSearch(() => Promise.reject(new SluiceError('STORE_AUTH', 'writing')));
    await expect(search.search([batchOf(['good', 'good'])])).rejects.toMatchObject({ code: 'STORE_AUTH' });
  });
});
