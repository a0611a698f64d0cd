import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';

const KILLS = 3;
const CHUNK = 2_000;
const BACKLOG = 20_000;
/** Small fetches, so that a kill meets many batches at different steps. */
const SMALL = { CONSUMER_FETCH_PARTITION_BYTES: '65536', CONSUMER_FETCH_BYTES: '131072' };

describe('a consumer killed in mid-batch', () => {
  let bed: TestBed;
  beforeEach(async () => (bed = await TestBed.open({ partitions: 3 })), 30_000);
  afterEach(() => bed.close(), 30_000);

  it('loses no record and stores none twice', async () => {
    let produced = 0;
    const over = new AbortController();
    const backlog = async (): Promise<number> => produced - (await bed.documents.countDocuments());
    const produceUntilOver = async (): Promise<void> => {
      while (!over.signal.aborted) {
        await bed.produceNumbers(produced, CHUNK);
        produced += CHUNK;
        await until('the backlog is small', async () => over.signal.aborted || (await backlog()) < BACKLOG);
      }
    };
    const producing = produceUntilOver();
    try {
      for (let kill = 0; kill < KILLS; kill++) {
        const before = await bed.documents.countDocuments();
        const consumer = await bed.startConsumer(SMALL);
        await until('it is in the middle of storing', async () => {
          const stored = await bed.documents.countDocuments();
          return stored > before + 500 && stored < produced;
        });
        await consumer.stop('SIGKILL');
      }
    } finally {
      over.abort();
      await producing;
    }
    await bed.startConsumer();
    await until('everything is stored', async () => (await bed.documents.countDocuments()) >= produced, 60_000);
    expect(await bed.storedNumbers()).toEqual(Array.from({ length: produced }, (_, i) => i));
  }, 150_000);
});
