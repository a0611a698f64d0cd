import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { groupLag } from '@sluice/kafka';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

describe('SIGTERM in mid-batch', () => {
  let bed: TestBed;
  beforeEach(async () => (bed = await TestBed.open()), 30_000);
  afterEach(() => bed.close(), 30_000);

  it('finishes and commits what is in flight: what is stored is exactly what is committed', async () => {
    for (let first = 0; first < 60_000; first += 10_000) await bed.produceNumbers(first, 10_000);
    const consumer = await bed.startConsumer({ CONSUMER_FETCH_PARTITION_BYTES: '65536' });
    await until('it stores', async () => (await bed.documents.countDocuments()) > 1_000);
    expect(await consumer.stop('SIGTERM')).toBe(0);

    const lags = await groupLag(bed.kafka, `connect-${bed.topic}`, [bed.topic]);
    const committed = lags.reduce((sum, lag) => sum + Number(lag.committed ?? 0n), 0);
    expect(await bed.documents.countDocuments()).toBe(committed);
  }, 60_000);
});
