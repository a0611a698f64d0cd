import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AppProcess } from '../support/app-process.js';
import { TestBed } from '../support/test-bed.js';

const RECORDS = 3_000;
const BAD_EVERY = 100;
const SLUICE = join(import.meta.dirname, '../../bin/sluice.mjs');

interface Reconciliation {
  readonly isBalanced: boolean;
  readonly partitions: {
    readonly partition: number;
    readonly produced: number;
    readonly stored: number;
    readonly deadLettered: number;
    readonly inFlight: number;
    readonly missing: number;
    readonly empty: number;
    readonly gaps: { from: number; to: number }[];
    readonly repaired?: number;
  }[];
}

describe('reconciliation', () => {
  let bed: TestBed;
  let consumer: AppProcess;
  beforeEach(async () => {
    bed = await TestBed.open({ partitions: 2 });
    const texts = Array.from({ length: RECORDS }, (_, n) => (n % BAD_EVERY === 0 ? `{"n":${n}` : `{"n":${n}}`));
    // half of them on each: without keys they would all go to one partition, whichever
    const records = texts.map((text, n) => ({ key: null, value: Buffer.from(text), partition: n % 2 }));
    await bed.producer.send(bed.topic, records);
    consumer = await bed.startConsumer();
    await bed.untilCommitted();
  }, 60_000);
  afterEach(() => bed.close(), 30_000);

  const ask = (query = ''): Promise<Reconciliation> => consumer.get(`/v1/reconciliation${query}`);
  const total = (of: 'produced' | 'stored' | 'deadLettered' | 'missing', { partitions }: Reconciliation): number =>
    partitions.reduce((sum, partition) => sum + partition[of], 0);

  it('finds documents that were deleted by hand, names their offsets, and mends them', async () => {
    const before = await ask();
    expect(before.isBalanced).toBe(true);
    expect(total('produced', before)).toBe(RECORDS);
    expect(total('deadLettered', before)).toBe(RECORDS / BAD_EVERY);
    expect(total('stored', before)).toBe(RECORDS - RECORDS / BAD_EVERY);

    const stored = await bed.documents.find({ _id: { $gt: `${bed.topic}#1#` } as never }).toArray();
    const offsets = stored.map(({ _id }) => Number(String(_id).split('#').at(-1))).sort((a, b) => a - b);
    const taken = [offsets[5]!, offsets[6]!, offsets[400]!];
    await bed.documents.deleteMany({ _id: { $in: taken.map((offset) => `${bed.topic}#1#${offset}`) } as never });

    const after = await ask();
    expect(after.isBalanced).toBe(false);
    const [whole, gap] = after.partitions;
    expect([whole?.missing, gap?.missing, gap?.inFlight]).toEqual([0, 3, 0]);
    expect(gap?.gaps.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i))).toEqual(
      taken,
    );

    const { stdout } = await promisify(execFile)(process.execPath, [
      SLUICE,
      'reconcile',
      '--url',
      consumer.url,
      '--repair',
      '--json',
    ]);
    expect((JSON.parse(stdout) as Reconciliation).partitions.map(({ repaired }) => repaired)).toEqual([0, 3]);
    const mended = await ask();
    expect(mended.isBalanced).toBe(true);
    expect(total('stored', mended)).toBe(total('stored', before));
    const numbers = await bed.storedNumbers();
    expect(numbers).toEqual(Array.from({ length: RECORDS }, (_, n) => n).filter((n) => n % BAD_EVERY !== 0));
  }, 60_000);

  it('keeps to a span of time, a connector and a topic, and refuses what it does not know', async () => {
    expect(total('produced', await ask('?from=2100-01-01T00:00:00Z'))).toBe(0);
    expect(total('produced', await ask('?to=2100-01-01T00:00:00Z'))).toBe(RECORDS);
    expect(total('produced', await ask(`?connector=${bed.topic}&topic=${bed.topic}`))).toBe(RECORDS);
    expect(await ask('?connector=none')).toMatchObject({ status: 404, code: 'CONNECTOR_UNKNOWN' });
    expect(await ask('?topic=none')).toMatchObject({ status: 404, code: 'TOPIC_UNKNOWN' });
    expect(await ask('?from=yesterday')).toMatchObject({ status: 400 });
    expect(await ask('?repair=1')).toMatchObject({ status: 400 });
  }, 60_000);
});
