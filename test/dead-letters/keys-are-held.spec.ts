import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';
import { Letters } from './bed.js';

describe('a connector that holds records behind a dead letter of their key', () => {
  let bed: TestBed;
  beforeEach(async () => {
    bed = await TestBed.open({ partitions: 1, connector: { 'errors.quarantine.keys': 'true' } });
  }, 60_000);
  afterEach(() => bed.close(), 30_000);

  const send = (key: string, ...values: string[]): Promise<unknown> =>
    bed.producer.send(
      bed.topic,
      values.map((value) => ({ key, value: Buffer.from(value) })),
    );
  const stored = async (): Promise<number[]> => {
    const documents = await bed.documents.find({ _key: 'a' }).toArray();
    const offsetOf = ({ _id: id }: { _id: unknown }): number => Number(String(id).split('#').at(-1));
    return documents.sort((a, b) => offsetOf(a) - offsetOf(b)).map(({ n }) => n as number);
  };

  it('stores them in their order once that was mended and replayed, also after a restart', async () => {
    await send('a', '{"n":1}', '{"n":2', '{"n":3}');
    await send('b', '{"n":1}');
    const first = await bed.startConsumer();
    await new Letters(first, bed.topic).waitFor(2);
    await bed.untilCommitted();
    expect(await stored()).toEqual([1]);
    expect(await bed.documents.countDocuments({ _key: 'b' })).toBe(1);
    await first.stop('SIGKILL');

    await send('a', '{"n":4}');
    const letters = new Letters(await bed.startConsumer(), bed.topic);
    const listed = await letters.waitFor(3);
    expect(listed.map(({ code }) => code)).toEqual(['KEY_QUARANTINED', 'KEY_QUARANTINED', 'VALUE_NOT_JSON']);

    const mended = { partition: 0, offset: listed[2]!.offset, value: '{"n":2}' };
    expect((await letters.post('replay', { records: [mended] })).body).toMatchObject({ replayed: 1 });
    await until('the mended one is stored', async () => (await stored()).length === 2);
    await send('a', '{"n":5}');
    await letters.waitFor(4);
    expect((await letters.post('replay', { filter: { code: 'KEY_QUARANTINED' } })).body).toMatchObject({ replayed: 3 });
    await until('all are stored', async () => (await stored()).length === 5);
    await send('a', '{"n":6}');
    await until('the key is free', async () => (await stored()).length === 6);
    expect(await stored()).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await letters.list('?limit=100')).letters).toHaveLength(4);
  }, 90_000);

  it('goes on with a key whose letters were discarded', async () => {
    await send('a', '{"n":1', '{"n":2}');
    const letters = new Letters(await bed.startConsumer(), bed.topic);
    await letters.waitFor(2);
    await letters.post('discard', { filter: {}, reason: 'a test' });
    await send('a', '{"n":3}');
    await until('the next is stored', async () => (await stored()).length === 1);
    expect(await stored()).toEqual([3]);
  }, 60_000);
});
