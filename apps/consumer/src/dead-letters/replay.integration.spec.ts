import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import type { DeliveryReport } from '@sluice/kafka';
import { sharedTestStack } from '@sluice/stack';
import { connectMongo, DeadLetterLog, type MongoConnection } from '@sluice/storage';
import type { Letter } from './letter.js';
import { Replay, type ReplayOutlet } from './replay.js';
import { Tally } from './tally.js';

let connection: MongoConnection;
let log: DeadLetterLog;

beforeAll(async () => {
  const { mongodb } = await sharedTestStack();
  connection = connectMongo({ url: mongodb.url, appName: 'test', database: `replay-${randomUUID()}` });
  log = new DeadLetterLog(connection);
});
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

/** Acknowledges everything but the values it is told to refuse. */
class Broker implements ReplayOutlet {
  readonly produced: string[] = [];
  refused: string[] = [];

  partitions(topic: string): Promise<number> {
    if (topic === 'gone') return Promise.reject(new SluiceError('TOPIC_UNKNOWN', 'describing topic gone: unknown'));
    return Promise.resolve(1);
  }

  send(_: string, records: Parameters<ReplayOutlet['send']>[1]): Promise<DeliveryReport[]> {
    return Promise.resolve(
      records.map(({ value }) => {
        const text = String(value);
        if (this.refused.includes(text)) return { error: new SluiceError('BROKER_UNAVAILABLE', 'writing to t') };
        this.produced.push(text);
        return { partition: 0, offset: BigInt(this.produced.length) };
      }),
    );
  }
}

describe('a replay', () => {
  let broker: Broker;
  let topic: string;
  beforeEach(() => {
    broker = new Broker();
    topic = `dlq-${randomUUID()}`;
  });

  function letter(offset: number, origin = { topic, partition: 0, offset: BigInt(offset) }): Letter {
    const value = Buffer.from(`value ${offset}`);
    const record = { offset: BigInt(offset), key: null, value, timestamp: 0, headers: [] };
    const unknown = { connector: undefined, stage: undefined, code: undefined, message: undefined };
    return { ...unknown, topic, partition: 0, offset: record.offset, record, origin, replays: 0 };
  }

  async function replay(letters: readonly Letter[], options: { force?: boolean; dryRun?: boolean } = {}) {
    const tally = new Tally();
    const terms = { valueFormat: 'auto', stores: () => true, connector: 'c', by: 'ann' } as const;
    const run = new Replay(log, broker, { ...terms, force: false, dryRun: false, ...options }, tally);
    await run.replay(letters.map((letter) => ({ letter })));
    const { done, skipped, failed, failures } = tally;
    return { done, skipped, failed, codes: failures.map(({ code }) => code) };
  }

  it('produces each letter once, however often and from how many sides it is asked for', async () => {
    const letters = [letter(1), letter(2), letter(3)];
    const outcomes = await Promise.all([replay(letters), replay(letters), replay(letters)]);
    expect(outcomes.reduce((sum, { done }) => sum + done, 0)).toBe(3);
    expect(await replay(letters)).toMatchObject({ done: 0, skipped: 3 });
    expect([...broker.produced].sort()).toEqual(['value 1', 'value 2', 'value 3']);
  });

  it('leaves a letter open that the broker did not take, with the reason, for the next time', async () => {
    const letters = [letter(1), letter(2)];
    broker.refused = ['value 2'];
    expect(await replay(letters)).toEqual({ done: 1, skipped: 0, failed: 1, codes: ['BROKER_UNAVAILABLE'] });
    const trail = (await log.find([`${topic}#0#2`])).get(`${topic}#0#2`);
    expect(trail?.entries.at(-1)).toMatchObject({ state: 'open', why: 'BROKER_UNAVAILABLE: writing to t' });
    broker.refused = [];
    expect(await replay(letters)).toMatchObject({ done: 1, skipped: 1, failed: 0 });
  });

  it('skips the twin of a letter, in the same request and in a later one, unless it is forced', async () => {
    const origin = { topic, partition: 0, offset: 77n };
    expect(await replay([letter(1, origin), letter(2, origin)])).toMatchObject({ done: 1, skipped: 1 });
    expect(await replay([letter(2, origin)])).toMatchObject({ done: 0, skipped: 1 });
    expect(await replay([letter(2, origin)], { force: true })).toMatchObject({ done: 1 });
  });

  it('replays a discarded letter by force only', async () => {
    const discarded = letter(1);
    const name = { _id: `${topic}#0#1`, origin: null, connector: 'c' };
    await log.claim([name], ['open'], { state: 'discarded', at: new Date(), by: 'ann', why: 'test' });
    expect(await replay([discarded])).toMatchObject({ done: 0, skipped: 1 });
    expect(await replay([discarded], { force: true })).toMatchObject({ done: 1, skipped: 0 });
  });

  it('fails the letters of a topic that is gone, and counts only when dry', async () => {
    const gone = letter(1, { topic: 'gone', partition: 0, offset: 1n });
    const expected = { done: 1, skipped: 0, failed: 1, codes: ['TOPIC_UNKNOWN'] };
    expect(await replay([gone, letter(2)], { dryRun: true })).toEqual(expected);
    expect(broker.produced).toEqual([]);
    expect(await replay([gone, letter(2)])).toEqual(expected);
  });
});
