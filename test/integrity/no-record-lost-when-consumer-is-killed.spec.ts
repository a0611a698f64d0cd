import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

const RECORDS = 60_000;
const KILLS = 3;

describe('a consumer killed in mid-batch', () => {
  let bed: TestBed;
  beforeEach(async () => (bed = await TestBed.open({ partitions: 3 })), 30_000);
  afterEach(() => bed.close(), 30_000);

  it('loses no record and stores none twice', async () => {
    for (let first = 0; first < RECORDS; first += 5_000) await bed.produceNumbers(first, 5_000);
    for (let kill = 1; kill <= KILLS; kill++) {
      const consumer = await bed.startConsumer({
        CONSUMER_FETCH_PARTITION_BYTES: '65536',
        CONSUMER_FETCH_BYTES: '131072',
      });
      const before = await bed.documents.countDocuments();
      await until('it stores', async () => (await bed.documents.countDocuments()) > before + 500);
      await consumer.stop('SIGKILL');
    }
    const halfway = await bed.documents.countDocuments();
    await bed.startConsumer();
    await until('everything is stored', async () => (await bed.documents.countDocuments()) >= RECORDS);
    const numbers = await bed.storedNumbers();
    expect(numbers).toEqual(Array.from({ length: RECORDS }, (_, i) => i));
    expect(halfway).toBeLessThan(RECORDS);
  }, 120_000);
});
