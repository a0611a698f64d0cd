import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { connectMongo, type MongoConnection, openDatabase } from '../connect-mongo.js';
import { testMongoUrl } from '../testing/test-mongo-url.js';
import { ChangeReader, type Changes, HistoryLost } from './change-reader.js';
import { keepPreImages } from './prepare-dataset.js';

type Reading = mongo.Document & { readonly _id: number };

let connection: MongoConnection;
let records: mongo.Collection<Reading>;
let database: mongo.Db;
const open: ChangeReader[] = [];
const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const seconds = ({ times: [found = []] }: Changes): number[] => found.map((time) => (time - at(0).getTime()) / 1_000);

async function read(hasPreImages: boolean, after?: string): Promise<{ reader: ChangeReader; first: Changes }> {
  const spec = { dataset: records.collectionName, timeFields: ['at'], hasPreImages, ...(after ? { after } : {}) };
  const opened = await ChangeReader.open(connection, spec);
  open.push(opened.reader);
  return opened;
}

beforeAll(async () => {
  connection = connectMongo({ url: await testMongoUrl(), database: `changes-${randomUUID()}`, appName: 'test' });
  database = await openDatabase(connection, 'testing');
});
beforeEach(async () => {
  records = await database.createCollection<Reading>(`r${randomUUID()}`);
  await records.insertMany([1, 2, 3].map((_id) => ({ _id, at: at(_id), text: 'x' })));
});
afterAll(async () => {
  await Promise.all(open.map((reader) => reader.close()));
  await connection.dropDatabase();
  await connection.close();
});

describe('changes', () => {
  it('tell the times of records before and after, and nothing of those before the position', async () => {
    expect(await keepPreImages(connection, records.collectionName)).toBe('begun');
    expect(await keepPreImages(connection, records.collectionName)).toBe('there');
    const { reader } = await read(true);
    await records.insertOne({ _id: 4, at: at(4) });
    await records.updateOne({ _id: 1 }, { $set: { at: at(10) } });
    await records.replaceOne({ _id: 2 }, { at: at(20) });
    await records.deleteOne({ _id: 3 });
    await records.insertOne({ _id: 5, at: 'never' });
    const changes = await reader.next(1_000);
    expect(changes).toMatchObject({ hasUnknown: false, isGone: false });
    expect(seconds(changes).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 10, 20]);
    expect(changes.asOf).toBeLessThanOrEqual(Date.now());
  });

  it('go on after a position', async () => {
    const { reader, first } = await read(false);
    await records.insertOne({ _id: 4, at: at(4) });
    const { token } = await reader.next(1_000);
    await records.insertOne({ _id: 5, at: at(5) });
    expect(seconds(await (await read(false, first.token)).reader.next(1_000))).toEqual([4, 5]);
    expect(seconds(await (await read(false, token)).reader.next(1_000))).toEqual([5]);
  });

  it('are known to be unknown where nothing was kept of before', async () => {
    const { reader } = await read(true);
    await records.deleteOne({ _id: 1 });
    expect(await reader.next(1_000)).toMatchObject({ hasUnknown: true });
  });

  it('end with the collection', async () => {
    const { reader } = await read(false);
    await records.drop();
    expect(await reader.next(1_000)).toMatchObject({ isGone: true });
    expect(await keepPreImages(connection, records.collectionName)).toBeUndefined();
  });

  it.each([
    ['of no change', (token: string) => `${token.slice(0, -8)}7E0004`],
    ['of elsewhere', (token: string) => `${token.slice(0, 40)}04`],
    ['that is none', () => '7B'],
  ])('are lost after a position %s', async (_what, make) => {
    const { reader } = await read(false);
    await records.insertOne({ _id: 4, at: at(4) });
    const { token } = await reader.next(1_000);
    const lost = async (): Promise<unknown> => (await read(false, make(token))).reader.next(1_000);
    await expect(lost()).rejects.toBeInstanceOf(HistoryLost);
  });
});
