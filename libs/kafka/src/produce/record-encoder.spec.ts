import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readRecordBatches, toRecordBlock } from '../consume/record-batch.js';
import { nextSequence, recordBatch } from './batch-header.js';
import type { OutgoingRecord } from './outgoing-record.js';
import { RecordEncoder } from './record-encoder.js';

const bytes = fc.uint8Array({ maxLength: 300 }).map((raw) => Buffer.from(raw));
const record = fc.record(
  {
    key: fc.oneof(fc.constant(null), bytes, fc.string({ unit: 'grapheme', maxLength: 80 })),
    value: fc.oneof(fc.constant(null), bytes),
    headers: fc.array(
      fc.record({
        name: fc.string({ unit: 'grapheme', maxLength: 20 }),
        value: fc.oneof(fc.constant(null), bytes, fc.string({ unit: 'grapheme' })),
      }),
      { maxLength: 4 },
    ),
    timestamp: fc.oneof(fc.integer({ min: 0, max: 2 ** 42 }), fc.constant(1_700_000_000_000)),
  },
  { requiredKeys: ['key', 'value'] },
);

function encode(records: readonly OutgoingRecord[], now = 1_000): Buffer {
  const encoder = new RecordEncoder(16);
  for (const one of records) encoder.append(one, now);
  const { count, baseTimestamp, maxTimestamp } = encoder;
  const encoded = { bytes: encoder.bytes, codec: 0, count, baseTimestamp, maxTimestamp };
  return recordBatch(encoded, { id: 7n, epoch: 1 }, 3);
}

const toBytes = (value: Buffer | string | null): Buffer | null => (value === null ? null : Buffer.from(value));

describe('record encoding', () => {
  it('is read back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 30 }), async (records) => {
        const [batch] = await readRecordBatches(encode(records));
        const block = toRecordBlock(batch!, 0);
        expect(batch).toMatchObject({ count: records.length, lastOffset: records.length - 1, producerId: 7n });
        expect(batch!.maxTimestamp).toBe(Math.max(...records.map(({ timestamp }) => timestamp ?? 1_000)));
        for (const [i, { key, value, headers, timestamp }] of records.entries()) {
          expect(block.key(i)).toEqual(toBytes(key));
          expect(block.value(i)).toEqual(value);
          expect(block.timestamps[i]).toBe(timestamp ?? 1_000);
          expect(block.headers(i)).toEqual((headers ?? []).map((h) => ({ name: h.name, value: toBytes(h.value) })));
        }
      }),
    );
  });

  it('takes headers by name', async () => {
    const [batch] = await readRecordBatches(encode([{ key: null, value: null, headers: { a: 'x', b: null } }]));
    expect(toRecordBlock(batch!, 0).headers(0)).toEqual([
      { name: 'a', value: Buffer.from('x') },
      { name: 'b', value: null },
    ]);
  });

  it('can be used again after a reset', async () => {
    const encoder = new RecordEncoder(16);
    encoder.append({ key: 'old', value: Buffer.alloc(1_000) }, 5);
    encoder.reset();
    encoder.append({ key: 'new', value: null }, 9);
    expect(encoder).toMatchObject({ count: 1, baseTimestamp: 9, maxTimestamp: 9 });
    expect(encoder.bytes.length).toBeLessThan(20);
  });

  it('begins sequences again after 2^31-1', () => {
    expect(nextSequence(2 ** 31 - 1, 1)).toBe(0);
    expect(nextSequence(2 ** 31 - 3, 5)).toBe(2);
  });
});
