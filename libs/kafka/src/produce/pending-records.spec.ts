import { describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import * as fc from 'fast-check';
import { PartitionQueue } from './partition-queue.js';
import { PendingRecords, PendingSend } from './pending-records.js';

const sendOf = (count: number, deadline = Infinity): PendingSend =>
  new PendingSend(
    Array.from({ length: count }, (_, i) => ({ key: null, value: Buffer.from(`v${i}`) })),
    deadline,
  );

describe('pending records', () => {
  it('report consecutive offsets in the order of the records, across sends', async () => {
    const [a, b] = [sendOf(3), sendOf(2)];
    PendingRecords.of([
      { send: a, indexes: [2, 0, 1] },
      { send: b, indexes: [0, 1] },
    ]).delivered(4, 100n);
    expect((await a.settled).map(({ offset }) => offset)).toEqual([101n, 102n, 100n]);
    expect(await b.settled).toEqual([
      { partition: 4, offset: 103n },
      { partition: 4, offset: 104n },
    ]);
  });

  it('settle only when every partition has reported', async () => {
    const send = sendOf(2);
    const settled: string[] = [];
    void send.settled.then(() => settled.push('settled'));
    PendingRecords.of([{ send, indexes: [0] }]).delivered(0, 5n);
    await Promise.resolve();
    expect(settled).toEqual([]);
    const error = new SluiceError('RECORD_TOO_LARGE', 'writing');
    PendingRecords.of([{ send, indexes: [1] }]).failed(error);
    expect(await send.settled).toEqual([{ partition: 0, offset: 5n }, { error }]);
  });

  it('settle at once where there are none', async () => {
    expect(await sendOf(0).settled).toEqual([]);
  });

  it('have the earliest deadline of their sends', () => {
    const pending = PendingRecords.of([
      { send: sendOf(1, 300), indexes: [0] },
      { send: sendOf(1, 200), indexes: [0] },
    ]);
    expect(pending.deadline).toBe(200);
  });

  it('fall into two halves without losing, repeating or reordering any', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }), (counts) => {
        const pending = PendingRecords.of(
          counts.map((count) => ({ send: sendOf(count), indexes: Array.from({ length: count }, (_, i) => i) })),
        );
        const [first, second] = pending.halves();
        expect([...first, ...second]).toEqual([...pending]);
        expect(first.count).toBe(pending.count >> 1);
      }),
    );
  });
});

describe('PartitionQueue', () => {
  it('gives every record once, in order, in batches within the limit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(400), { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 2_000 }),
        (sends, maxBytes) => {
          const queue = new PartitionQueue();
          const all: Buffer[] = [];
          for (const sizes of sends) {
            const records = sizes.map((size) => ({ key: null, value: Buffer.alloc(size) }));
            all.push(...records.map(({ value }) => value));
            queue.add(new PendingSend(records, Infinity), [...records.keys()]);
          }
          const taken: (Buffer | null)[] = [];
          while (!queue.isEmpty) {
            const batch = [...queue.take(maxBytes)];
            expect(batch.length).toBeGreaterThan(0);
            const bytes = batch.reduce((sum, { value }) => sum + (value?.length ?? 0) + 12, 0);
            expect(batch.length === 1 || bytes <= maxBytes).toBe(true);
            taken.push(...batch.map(({ value }) => value));
          }
          expect(taken.every((value, i) => value === all[i])).toBe(true);
          expect(taken.length).toBe(all.length);
          expect(queue.holds(1)).toBe(false);
        },
      ),
    );
  });
});
