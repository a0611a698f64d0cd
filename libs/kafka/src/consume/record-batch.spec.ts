import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { crc32c } from '@node-rs/crc32';
import { toLazyMessages } from './lazy-fetch.js';
import { type EncodedRecordBatch, readRecordBatches, toRecordBlock } from './record-batch.js';

const require = createRequire(import.meta.url);

interface Written {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Record<string, string>;
  readonly timestampDelta?: number;
}

/** A RecordBatch as kafkajs' producer writes it. */
async function encode(records: Written[], options: Record<string, unknown> = {}): Promise<Buffer> {
  const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0/index.js') as {
    RecordBatch: (batch: unknown) => Promise<{ buffer: Buffer }>;
  };
  const record = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as (r: unknown) => unknown;
  const encoded = await RecordBatch({
    firstOffset: 0,
    firstTimestamp: 1_700_000_000_000,
    maxTimestamp: 1_700_000_000_500,
    lastOffsetDelta: records.length - 1,
    ...options,
    records: records.map((r, i) => record({ ...r, offsetDelta: i, timestampDelta: r.timestampDelta ?? i })),
  });
  return encoded.buffer;
}

describe('readRecordBatches', () => {
  it('gives back keys, values, headers, offsets and timestamps as they were produced', async () => {
    const bytes = await encode([
      { key: Buffer.from('k1'), value: Buffer.from('{"a":1}'), headers: { schema: 'abc', other: 'x' } },
      { key: null, value: null },
      { key: Buffer.alloc(0), value: Buffer.alloc(0), timestampDelta: 3_000_000_000 },
    ]);
    const [batch] = await readRecordBatches(bytes);
    const block = toRecordBlock(batch!, 0);
    expect(block.count).toBe(3);
    expect([...block.offsets]).toEqual([0, 1, 2]);
    expect([...block.timestamps]).toEqual([1_700_000_000_000, 1_700_000_000_001, 1_703_000_000_000]);
    expect(block.key(0)?.toString()).toBe('k1');
    expect(block.value(0)?.toString()).toBe('{"a":1}');
    expect(block.headers(0).map(({ name, value }) => [name, value?.toString()])).toEqual([
      ['schema', 'abc'],
      ['other', 'x'],
    ]);
    expect(block.header(0, Buffer.from('other'))?.toString()).toBe('x');
    expect(block.header(0, Buffer.from('none'))).toBeUndefined();
    expect([block.key(1), block.value(1), block.hasHeaders(1)]).toEqual([null, null, false]);
    expect([block.key(2)?.length, block.value(2)?.length]).toEqual([0, 0]);
  });

  it('unpacks no more than it may, but always the first batch', async () => {
    const whole = await encode([{ key: null, value: Buffer.alloc(1_000) }]);
    const three = Buffer.concat([whole, whole, whole]);
    expect(await readRecordBatches(three, 1)).toHaveLength(1);
    expect(await readRecordBatches(three, 1_500)).toHaveLength(2);
    expect(await readRecordBatches(three)).toHaveLength(3);
  });

  it('leaves out records before the fetch position and a batch that the fetch limit cut', async () => {
    const whole = await encode([
      { key: null, value: Buffer.from('a') },
      { key: null, value: Buffer.from('b') },
    ]);
    const batches = await readRecordBatches(Buffer.concat([whole, whole.subarray(0, whole.length - 1)]));
    expect(batches).toHaveLength(1);
    const block = toRecordBlock(batches[0]!, 1);
    expect([block.count, block.offsets[0], block.value(0)?.toString()]).toEqual([1, 1, 'b']);
  });

  it('refuses a batch whose bytes were damaged', async () => {
    const bytes = Buffer.from(await encode([{ key: null, value: Buffer.from('payload') }]));
    const last = bytes.length - 2;
    bytes[last] = bytes[last]! ^ 1;
    await expect(readRecordBatches(bytes)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  });

  it('gives back what lies before a damaged batch, and reads nothing past it', async () => {
    const whole = await encode([{ key: null, value: Buffer.from('payload') }]);
    const bad = Buffer.from(whole);
    bad[bad.length - 2] = bad[bad.length - 2]! ^ 1;
    expect(await readRecordBatches(Buffer.concat([whole, bad, whole]))).toHaveLength(1);
  });

  it.each([1, 2, 3, 4])('refuses a batch that its codec %d cannot unpack', async (codec) => {
    const bytes = Buffer.from(await encode([{ key: null, value: Buffer.from('payload') }]));
    bytes.writeInt16BE(codec, 21);
    bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17);
    await expect(readRecordBatches(bytes)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  });

  it('refuses a batch whose records are not as long as they say', async () => {
    const [batch] = await readRecordBatches(await encode([{ key: null, value: Buffer.from('payload') }]));
    const cut = { ...batch!, buffer: batch!.buffer.subarray(0, batch!.buffer.length - 3) };
    for (const wrong of [cut, { ...batch!, count: 2 }, { ...batch!, count: -1 }]) {
      expect(() => toRecordBlock(wrong, 0)).toThrow(expect.objectContaining({ code: 'BROKER_UNAVAILABLE' }));
    }
  });
});

describe('toLazyMessages', () => {
  const batch = (facts: Partial<EncodedRecordBatch>): EncodedRecordBatch => ({
    baseOffset: 0,
    lastOffset: 0,
    count: 1,
    baseTimestamp: 0,
    maxTimestamp: 0,
    logAppendTime: false,
    transactional: true,
    control: false,
    producerId: 1n,
    buffer: Buffer.alloc(0),
    recordsStart: 0,
    wireBytes: 0,
    ...facts,
  });

  it('leaves out aborted transactions of interleaved producers and all control batches', () => {
    const messages = toLazyMessages(
      [
        batch({ baseOffset: 10, lastOffset: 14, producerId: 2n }),
        batch({ baseOffset: 15, lastOffset: 19, producerId: 1n }),
        batch({ baseOffset: 20, lastOffset: 20, producerId: 2n, control: true }),
        batch({ baseOffset: 21, lastOffset: 24, producerId: 2n }),
        batch({ baseOffset: 25, lastOffset: 29, producerId: 9n, transactional: false }),
      ],
      [
        { producerId: 1n, firstOffset: 3 },
        { producerId: 2n, firstOffset: 5 },
      ],
    );
    const kept = messages.filter(({ isControlRecord }) => !isControlRecord).map(({ offset }) => offset);
    expect(kept).toEqual(['24', '29']);
  });
});
