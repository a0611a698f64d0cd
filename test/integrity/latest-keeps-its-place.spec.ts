import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { groupLag } from '@sluice/kafka';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

describe('a connector that begins at the end (auto.offset.reset=latest)', () => {
  let bed: TestBed;
  const connector = { 'consumer.override.auto.offset.reset': 'latest' };
  beforeEach(async () => (bed = await TestBed.open({ partitions: 2, connector })), 30_000);
  afterEach(() => bed.close(), 30_000);

  it('stores what came while it was down, though it had not read a record before', async () => {
    await bed.produceNumbers(0, 100);
    const consumer = await bed.startConsumer();
    await until('it has its place', async () => {
      const lags = await groupLag(bed.kafka, `connect-${bed.topic}`, [bed.topic]);
      return lags.every(({ committed, high }) => committed === high);
    });
    await consumer.stop('SIGKILL');
    await bed.produceNumbers(100, 50);
    await bed.startConsumer();
    await until('the new ones are stored', async () => (await bed.documents.countDocuments()) === 50);
    expect(await bed.storedNumbers()).toEqual(Array.from({ length: 50 }, (_, n) => 100 + n));
  }, 60_000);
});
