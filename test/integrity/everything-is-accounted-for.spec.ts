import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { topicOffsets } from '@sluice/kafka';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

interface Status {
  connectors: {
    topics: { stored: number; deadLettered: number }[];
    partitions: { partition: number; committed?: number; highWatermark?: number; lag?: number }[];
  }[];
}

describe('produced = stored + dead-lettered + in flight', () => {
  let bed: TestBed;
  beforeEach(async () => (bed = await TestBed.open({ partitions: 3 })), 30_000);
  afterEach(() => bed.close(), 30_000);

  it('holds for a mixture of good and bad records, and /v1/connectors shows it', async () => {
    const values = Array.from({ length: 3_000 }, (_, n) => (n % 10 === 0 ? `{"n":${n}` : `{"n":${n}}`));
    await bed.produce(values);
    const consumer = await bed.startConsumer();
    await until('nothing is in flight', async () => {
      const [connector] = (await consumer.get<Status>('/v1/connectors')).connectors;
      const partitions = connector?.partitions ?? [];
      return partitions.length === 3 && partitions.every(({ lag }) => lag === 0);
    });
    const [connector] = (await consumer.get<Status>('/v1/connectors')).connectors;
    expect(connector?.topics[0]).toMatchObject({ stored: 2_700, deadLettered: 300 });
    expect(await bed.documents.countDocuments()).toBe(2_700);
    const letters = await topicOffsets(bed.kafka, bed.deadLetterTopic);
    expect(letters.reduce((sum, { low, high }) => sum + Number(high - low), 0)).toBe(300);
    const produced = await topicOffsets(bed.kafka, bed.topic);
    expect(connector?.partitions.map(({ partition, committed }) => ({ partition, committed }))).toEqual(
      produced.map(({ partition, high }) => ({ partition, committed: Number(high) })),
    );
  }, 60_000);
});
