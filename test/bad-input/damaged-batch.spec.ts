import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { groupLag } from '@sluice/kafka';
import { type Stack, startStack } from '@sluice/stack';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

interface Status {
  connectors: { state: string; trouble?: string }[];
}

const BATCHES = 5;
const DAMAGED = 2;
/** Of a RecordBatch: its length lies behind the base offset and counts from there on; the records follow the header. */
const [LENGTH_AT, LENGTH_COUNTS_FROM, RECORDS_AT] = [8, 12, 61];
const FOREVER_MS = 40_000;

/** The broker restarts three times, which `make test` has no time for. */
const describeIfLong = process.env['SLUICE_CHAOS'] === 'long' ? describe : describe.skip;

describeIfLong('a broker whose disk has changed a bit', () => {
  let stack: Stack;
  let bed: TestBed;

  beforeEach(async () => {
    stack = await startStack({ services: ['kafka'] });
    bed = await TestBed.open({ partitions: 1, bootstrapServers: stack.kafka.bootstrapServers });
  }, 60_000);

  afterEach(async () => {
    await bed.close();
    await stack.stop();
  }, 60_000);

  /** Changes one bit of a record on disk, or changes it back. */
  async function flipBit(): Promise<void> {
    await stack.kafka.kill('SIGTERM');
    await until('the broker has stopped', () => !stack.kafka.isRunning);
    const folder = join(stack.folder, 'kafka/data', `${bed.topic}-0`);
    const segment = join(
      folder,
      readdirSync(folder).find((name) => name.endsWith('.log'))!,
    );
    const bytes = readFileSync(segment);
    let at = 0;
    for (let batch = 0; batch < DAMAGED; batch++) at += LENGTH_COUNTS_FROM + bytes.readInt32BE(at + LENGTH_AT);
    bytes[at + RECORDS_AT] = bytes[at + RECORDS_AT]! ^ 1;
    writeFileSync(segment, bytes);
    await stack.kafka.start();
  }

  it('batch damaged on the disk of its broker', async () => {
    for (let n = 0; n < BATCHES; n++) await bed.produceNumbers(n, 1);
    await flipBit();
    const consumer = await bed.startConsumer();
    const state = async () => (await consumer.get<Status>('/v1/connectors')).connectors[0];
    const isTold = async () => (await state())?.trouble?.includes(`at offset ${DAMAGED}: the checksum`) === true;
    await until('the connector tells', isTold, FOREVER_MS);
    expect((await state())?.state).toBe('RETRYING');
    expect(consumer.exitCode).toBeUndefined();
    expect(await bed.storedNumbers()).toEqual([0, 1]);
    const [lag] = await groupLag(bed.kafka, `connect-${bed.topic}`, [bed.topic]);
    expect(Number(lag?.committed ?? 0)).toBeLessThanOrEqual(DAMAGED);

    await flipBit();
    const isStored = async () => (await bed.documents.countDocuments()) === BATCHES;
    await until('everything is stored', isStored, FOREVER_MS);
    expect(await bed.storedNumbers()).toEqual([0, 1, 2, 3, 4]);
  }, 180_000);
});
