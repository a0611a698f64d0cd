import { describe, expect, it } from '@jest/globals';
import { HEADER_REPLAY, SluiceError } from '@sluice/contracts';
import { blockFromMessages } from '@sluice/kafka/consume';
import { SinkBatch, type WriteOutcome } from '@sluice/sinks';
import * as fc from 'fast-check';
import { HeldKeys } from './held-keys.js';
import { writeInKeyOrder } from './write-in-key-order.js';

interface Item {
  readonly key: string | null;
  readonly good: boolean;
  readonly replays?: number;
}

function batchOf(items: readonly Item[], firstOffset = 0): SinkBatch {
  const messages = items.map(({ key, good, replays = 0 }, i) => ({
    key: key === null ? null : Buffer.from(key),
    value: Buffer.from(good ? 'good' : 'bad'),
    offset: String(firstOffset + i),
    timestamp: '0',
    attributes: 0,
    headers: replays === 0 ? {} : { [HEADER_REPLAY]: String(replays) },
  }));
  const block = blockFromMessages(messages);
  const batch = new SinkBatch('t', 0, items.length);
  for (let row = 0; row < block.count; row += 1) batch.add(block, row, block.valueStart[row]!, undefined);
  return batch;
}

/** Stores what is good, in the order of its coming. */
function store() {
  const stored: number[] = [];
  const write = (batch: SinkBatch): Promise<WriteOutcome> => {
    const rejected: WriteOutcome['rejected'][number][] = [];
    for (let index = 0; index < batch.count; index += 1) {
      const row = batch.rows[index]!;
      if (String(batch.blocks[index]!.value(row)) === 'good') stored.push(batch.blocks[index]!.offsets[row]!);
      else rejected.push({ index, stage: 'TASK_PUT', error: new SluiceError('STORE_REFUSED', 'writing') });
    }
    return Promise.resolve({ stored: batch.count - rejected.length, duplicates: 0, rejected });
  };
  return { stored, write };
}

const item = fc.record({
  key: fc.constantFrom('a', 'b', 'c', null),
  good: fc.constantFrom(true, true, true, false),
});

describe('writeInKeyOrder', () => {
  it('stores what has no refused record of its key before it, in the order of the key, and holds the rest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 40 }), fc.nat(40), async (items, cut) => {
        const held = new HeldKeys();
        const { stored, write } = store();
        const codes = new Map<number, string>();
        for (const [from, part] of [
          [0, items.slice(0, cut)] as const,
          [Math.min(cut, items.length), items.slice(cut)] as const,
        ]) {
          const { refused } = await writeInKeyOrder(batchOf(part, from), held, write);
          for (const { block, row, error } of refused) codes.set(block.offsets[row]!, error.code);
        }
        const blocked = new Set<string>();
        for (const [offset, { key, good }] of items.entries()) {
          const isHeld = key !== null && blocked.has(key);
          expect(codes.get(offset)).toBe(isHeld ? 'KEY_QUARANTINED' : good ? undefined : 'STORE_REFUSED');
          expect(stored.includes(offset)).toBe(!isHeld && good);
          if (!good && key !== null) blocked.add(key);
        }
        for (const key of ['a', 'b', 'c']) {
          const offsets = stored.filter((offset) => items[offset]!.key === key);
          expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('lets replayed records pass those that wait, but not one that was replayed with them and refused again', async () => {
    const held = new HeldKeys(new Map([['a', [{ replays: 0, offset: 3 }]]]));
    const { stored, write } = store();
    const items = [
      { key: 'a', good: true },
      { key: 'a', good: true, replays: 1 },
      { key: 'a', good: false, replays: 1 },
      { key: 'a', good: true, replays: 1 },
      { key: 'a', good: true, replays: 2 },
    ];
    const { refused } = await writeInKeyOrder(batchOf(items, 10), held, write);
    expect(stored).toEqual([11, 14]);
    expect(new Set(refused.map(({ block, row }) => block.offsets[row]))).toEqual(new Set([10, 12, 13]));
  });

  it('does not hold a record behind itself, as when it is delivered again', async () => {
    const held = new HeldKeys(new Map([['a', [{ replays: 0, offset: 5 }]]]));
    const { stored, write } = store();
    await writeInKeyOrder(batchOf([{ key: 'a', good: true }], 5), held, write);
    expect(stored).toEqual([5]);
  });
});
