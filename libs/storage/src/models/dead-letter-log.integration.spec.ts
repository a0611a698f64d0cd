import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectMongo, type MongoConnection } from '../connect-mongo.js';
import { testMongoUrl } from '../testing/test-mongo-url.js';
import { type DeadLetterEntry, DeadLetterLog, type DeadLetterState, isFree } from './dead-letter-log.js';

let connection: MongoConnection;
let log: DeadLetterLog;

beforeAll(async () => {
  connection = connectMongo({ url: await testMongoUrl(), appName: 'test', database: `letters-${randomUUID()}` });
  log = new DeadLetterLog(connection);
});
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});

const letter = (offset: number) => ({ _id: `dlq#0#${offset}`, origin: `t#0#${offset}`, connector: 'c' });
const entry = (state: DeadLetterState, at = new Date()): DeadLetterEntry => ({ state, at, by: 'ann' });

describe('the log of dead letters', () => {
  it('gives a letter to one of many who claim it at once', async () => {
    const letters = [letter(1), letter(2), letter(3)];
    const claims = await Promise.all(Array.from({ length: 8 }, () => log.claim(letters, ['open'], entry('replaying'))));
    expect(claims.flatMap((ids) => [...ids]).sort()).toEqual(['dlq#0#1', 'dlq#0#2', 'dlq#0#3']);
  });

  it('gives no letter away that is done with, but one whose claimant died', async () => {
    const before = new Date(Date.now() - 31_000);
    await log.claim([letter(10), letter(11)], ['open'], entry('replaying', before));
    await log.append([{ id: 'dlq#0#10', entry: entry('replayed', before) }]);
    const claimed = await log.claim([letter(10), letter(11)], ['open'], entry('replaying'));
    expect([...claimed]).toEqual(['dlq#0#11']);
  });

  it('keeps every entry, in order, and tells replayed origins', async () => {
    await log.claim([letter(20)], ['open'], entry('replaying'));
    await log.append([{ id: 'dlq#0#20', entry: { ...entry('open'), why: 'BROKER_UNAVAILABLE' } }]);
    await log.claim([letter(20)], ['open'], entry('replaying'));
    await log.append([{ id: 'dlq#0#20', entry: { ...entry('replayed'), producedAs: 't#0#99' } }]);
    const trail = (await log.find(['dlq#0#20', 'dlq#0#21'])).get('dlq#0#20');
    expect(trail?.entries.map(({ state }) => state)).toEqual(['replaying', 'open', 'replaying', 'replayed']);
    expect(trail).toMatchObject({ state: 'replayed', origin: 't#0#20', connector: 'c' });
    expect(isFree(trail, ['open'], new Date())).toBe(false);
    expect(isFree(undefined, ['open'], new Date())).toBe(true);
    expect(await log.replayedOrigins(['t#0#20', 't#0#21'])).toEqual(new Set(['t#0#20']));
  });
});
