import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

const KEYS = 20;
const RECORDS = 10_000;

describe('ids by key', () => {
  let bed: TestBed;
  beforeEach(async () => {
    const strategy = 'com.mongodb.kafka.connect.sink.processor.id.strategy.FullKeyStrategy';
    bed = await TestBed.open({ connector: { 'document.id.strategy': strategy } });
  }, 30_000);
  afterEach(() => bed.close(), 30_000);

  it('end with the last record of each key, also when the consumer is killed and records are delivered again', async () => {
    const records = Array.from({ length: RECORDS }, (_, n) => ({
      key: `k${n % KEYS}`,
      value: Buffer.from(`{"n":${n}}`),
    }));
    await bed.producer.send(bed.topic, records);
    const first = await bed.startConsumer({
      CONSUMER_FETCH_PARTITION_BYTES: '65536',
      CONSUMER_COMMIT_INTERVAL_MS: '60000',
    });
    await until('it stores', async () => (await bed.documents.countDocuments()) > 0);
    await first.stop('SIGKILL');
    await bed.startConsumer();
    const last = Array.from({ length: KEYS }, (_, i) => RECORDS - KEYS + i);
    await until('the last records are stored', async () => {
      const numbers = await bed.storedNumbers();
      return numbers.length === KEYS && numbers[0] === RECORDS - KEYS;
    });
    expect(await bed.storedNumbers()).toEqual(last);
    const ids = await bed.documents.distinct('_id');
    expect(ids.map(String).sort()).toEqual(Array.from({ length: KEYS }, (_, i) => `k${i}`).sort());
  }, 60_000);
});
