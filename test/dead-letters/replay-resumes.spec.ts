import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { topicOffsets } from '@sluice/kafka';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';
import { Letters } from './bed.js';

const COUNT = 40;

describe('letters that the store refused for a while', () => {
  let bed: TestBed;
  beforeEach(async () => (bed = await TestBed.open({ partitions: 1 })), 30_000);
  afterEach(() => bed.close(), 30_000);

  it('are replayed by a filter, and a replay that was killed half-way resumes', async () => {
    const database = bed.mongo.db(bed.topic);
    await database.createCollection('sensor', { validator: { n: { $lt: 0 } } });
    await bed.produceNumbers(0, COUNT);
    const first = new Letters(await bed.startConsumer(), bed.topic);
    await first.waitFor(COUNT);
    await bed.untilCommitted();
    await database.command({ collMod: 'sensor', validator: {} });
    const filter = { code: 'STORE_REFUSED' };

    const dry = await first.post('replay', { filter, dryRun: true });
    expect(dry.body).toMatchObject({ matched: COUNT, replayed: COUNT, skipped: 0, failed: 0, dryRun: true });
    const trails = database.collection('_sluice_dead_letters');
    expect(await trails.countDocuments()).toBe(0);
    expect((await topicOffsets(bed.kafka, bed.topic))[0]?.high).toBe(BigInt(COUNT));

    const cut = first.post('replay', { filter, maxPerSecond: 10 }).then(
      () => 'answered',
      () => 'cut off',
    );
    await until('some are replayed and none is on its way', async () => {
      const [replayed, replaying] = await Promise.all([
        trails.countDocuments({ state: 'replayed' }),
        trails.countDocuments({ state: 'replaying' }),
      ]);
      return replayed > 0 && replaying === 0;
    });
    await first.consumer.stop('SIGKILL');
    expect(await cut).toBe('cut off');
    const before = await trails.countDocuments({ state: 'replayed' });
    expect(before).toBeLessThan(COUNT);

    const second = new Letters(await bed.startConsumer(), bed.topic);
    const rest = await second.post('replay', { filter });
    expect(rest.body).toMatchObject({
      matched: COUNT,
      replayed: COUNT - before,
      skipped: before,
      failed: 0,
      next: null,
    });
    await until('all are stored', async () => (await bed.storedNumbers()).length >= COUNT);
    expect(await bed.storedNumbers()).toEqual(Array.from({ length: COUNT }, (_, i) => i));
    expect((await topicOffsets(bed.kafka, bed.topic))[0]?.high).toBe(BigInt(2 * COUNT));
    expect((await second.list('?state=open')).letters).toEqual([]);
  }, 90_000);
});
