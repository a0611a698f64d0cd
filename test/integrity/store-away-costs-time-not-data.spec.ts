import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { groupLag } from '@sluice/kafka';
import { type Stack, startStack } from '@sluice/stack';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

interface Status {
  connectors: { state: string; topics: { stored: number; deadLettered: number }[]; partitions: { lag?: number }[] }[];
}

describe('a store that is down', () => {
  let store: Stack;
  let bed: TestBed;

  beforeEach(async () => {
    store = await startStack({ services: ['mongodb'] });
    bed = await TestBed.open({ mongodbUrl: store.mongodb.url });
  }, 60_000);

  afterEach(async () => {
    await bed.close();
    await store.stop();
  }, 60_000);

  it('costs time, not data: nothing is committed, dead-lettered or restarted; readiness and lag tell', async () => {
    const consumer = await bed.startConsumer();
    await bed.produceNumbers(0, 1_000);
    await until('the first records are stored', async () => (await bed.documents.countDocuments()) === 1_000);

    await store.mongodb.kill('SIGKILL');
    await bed.produceNumbers(1_000, 1_000);
    await until('readiness tells', async () => !(await consumer.ready()));
    await until('the connector retries', async () => {
      const { connectors } = await consumer.get<Status>('/v1/connectors');
      return connectors[0]?.state === 'RETRYING';
    });
    // Longer than the session timeout: without heartbeats the group would have lost the member by now.
    const deadline = Date.now() + 8_000;
    await until('the session timeout has passed', () => Date.now() > deadline);
    const [connector] = (await consumer.get<Status>('/v1/connectors')).connectors;
    expect(connector?.partitions.reduce((sum, { lag = 0 }) => sum + lag, 0)).toBe(1_000);
    expect(connector?.topics[0]?.deadLettered).toBe(0);
    const lags = await groupLag(bed.kafka, `connect-${bed.topic}`, [bed.topic]);
    expect(lags.reduce((sum, { lag }) => sum + Number(lag), 0)).toBe(1_000);
    expect(consumer.exitCode).toBeUndefined();
    expect(consumer.output).not.toContain('UNKNOWN_MEMBER_ID');

    await store.mongodb.start();
    await until('everything is stored', async () => (await bed.documents.countDocuments()) === 2_000, 30_000);
    expect(await bed.storedNumbers()).toEqual(Array.from({ length: 2_000 }, (_, i) => i));
    await until('readiness tells', () => consumer.ready());
  }, 120_000);
});
