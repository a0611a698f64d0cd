import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

describe('the last record of a file', () => {
  let bed: TestBed;
  beforeEach(async () => (bed = await TestBed.open()), 30_000);
  afterEach(() => bed.close(), 30_000);

  it.each([1, 4_999, 5_001])(
    'is stored within 1 s of its arrival when %d records came',
    async (count) => {
      await bed.produceNumbers(-1, 1);
      await bed.startConsumer();
      await until('the consumer is under way', async () => (await bed.documents.countDocuments()) === 1);
      await bed.produceNumbers(0, count);
      const arrivedAt = Date.now();
      await until(
        'the last is stored',
        async () => (await bed.documents.countDocuments({ n: count - 1 })) === 1,
        5_000,
      );
      expect(Date.now() - arrivedAt).toBeLessThan(1_000);
    },
    60_000,
  );
});
