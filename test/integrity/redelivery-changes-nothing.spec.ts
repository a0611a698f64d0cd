import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AppProcess } from '../support/app-process.js';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

interface Status {
  connectors: { topics: { stored: number; duplicates: number; deadLettered: number }[] }[];
}

const counts = async (consumer: AppProcess) => (await consumer.get<Status>('/v1/connectors')).connectors[0]?.topics[0];

describe('a redelivery', () => {
  let bed: TestBed;
  beforeEach(async () => (bed = await TestBed.open()), 30_000);
  afterEach(() => bed.close(), 30_000);

  it('changes nothing in the store and is counted as such', async () => {
    await bed.produceNumbers(0, 1_000);
    const first = await bed.startConsumer();
    await until('all is stored', async () => (await counts(first))?.stored === 1_000);
    await first.stop();
    const before = await bed.documents.find().sort({ _id: 1 }).toArray();

    const admin = await bed.kafka.admin();
    await admin.resetOffsets({ groupId: `connect-${bed.topic}`, topic: bed.topic, earliest: true });
    const second = await bed.startConsumer();
    await until('all is delivered again', async () => (await counts(second))?.duplicates === 1_000);

    expect(await bed.documents.find().sort({ _id: 1 }).toArray()).toEqual(before);
    expect(await counts(second)).toMatchObject({ stored: 0, duplicates: 1_000, deadLettered: 0 });
  }, 60_000);

  it('does not take another record with the same id for the same: it becomes a dead letter', async () => {
    await bed.documents.insertOne({ _id: `${bed.topic}#0#0` as never, _ts: new Date(0), n: -1 });
    await bed.documents.insertOne({ _id: `${bed.topic}#1#0` as never, _ts: new Date(0), n: -1 });
    await bed.produceNumbers(0, 1);
    const consumer = await bed.startConsumer();
    await until('it is dead-lettered', async () => (await counts(consumer))?.deadLettered === 1);
    expect(await bed.storedNumbers()).toEqual([-1, -1]);
  }, 60_000);
});
