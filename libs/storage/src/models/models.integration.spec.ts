import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compileSchema, JsonType } from '@sluice/schema';
import { randomUUID } from 'node:crypto';
import { connectMongo, type MongoConnection, type MongoOptions, openDatabase, pingMongo } from '../connect-mongo.js';
import { testMongoUrl } from '../testing/test-mongo-url.js';
import { DatasetCatalog } from './dataset-catalog.js';
import { prepareRecordModel } from './record.model.js';

let url: string;
let connection: MongoConnection;
const opened: MongoConnection[] = [];

function open(options: Partial<MongoOptions>): MongoConnection {
  const made = connectMongo({ url, appName: 'test', ...options });
  opened.push(made);
  return made;
}

beforeAll(async () => {
  url = await testMongoUrl();
  connection = open({ database: `models-${randomUUID()}` });
});
afterAll(async () => {
  await connection.dropDatabase();
  await Promise.all(opened.map((one) => one.close()));
});

describe('the catalogue of datasets', () => {
  it('loses nothing when many writers register the same dataset at once', async () => {
    const catalog = new DatasetCatalog(connection);
    const name = 'wide $et.name';
    await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        catalog.upsert({
          name,
          connector: 'c',
          topic: `t${i}`,
          observed: [{ name: `f.$${i}`, storedName: `f.$${i}`, types: JsonType.integer }],
        }),
      ),
    );
    const entry = await catalog.find(name);
    expect(new Set(entry?.topics)).toEqual(new Set(Array.from({ length: 12 }, (_, i) => `t${i}`)));
    expect(new Set(entry?.fields.map((field) => field.storedName)).size).toBe(12);
  });

  it('answers what was put in', async () => {
    const catalog = new DatasetCatalog(connection);
    const schema = compileSchema({ type: 'object', properties: { 'a.$b': { type: 'string', format: 'date' } } });
    const observed = [{ name: 'a.$b', storedName: 'a.$b', types: JsonType.string | JsonType.null }];
    await catalog.upsert({ name: 'occupancy', connector: 'files', topic: 'occupancy', observed, schema });
    const entry = (await catalog.list()).find(({ name }) => name === 'occupancy');
    expect(entry).toMatchObject({
      connector: 'files',
      topics: ['occupancy'],
      fingerprint: schema.fingerprint,
      fields: [{ name: 'a.$b', storedName: 'a.$b', types: ['null', 'string'], date: 'date' }],
    });
    expect(JSON.parse(entry?.schemaText ?? '')).toEqual(schema.source);
    expect(entry?.createdAt).toBeInstanceOf(Date);
    expect(await catalog.find('nobody')).toBeUndefined();
  });
});

describe('the model of records', () => {
  it('makes the collection with its index by time, again and again', async () => {
    await prepareRecordModel(connection, 'fresh');
    const model = await prepareRecordModel(connection, 'fresh');
    const keys = (await model.collection.indexes()).map(({ key }) => key);
    expect(keys).toContainEqual({ _ts: 1, _id: 1 });
  });
});

describe('a connection while MongoDB is away', () => {
  it('fails transiently, then closes at once', async () => {
    const away = open({ url: 'mongodb://127.0.0.1:1/', serverSelectionTimeoutMS: 300 });
    await expect(pingMongo(away)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', kind: 'transient' });
    await expect(prepareRecordModel(away, 'x')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await away.close();
    await expect(openDatabase(away, 'reading')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('closes in the middle of an attempt', async () => {
    const away = open({ url: 'mongodb://127.0.0.1:1/', serverSelectionTimeoutMS: 60_000 });
    const began = Date.now();
    await away.close();
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it('refuses a malformed URL without quoting its password', () => {
    const refused = (): unknown => open({ url: 'http://user:hidden@host/' });
    expect(refused).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(refused).not.toThrow(/hidden/);
  });

  it('takes the database of the URL unless one is named', async () => {
    const named = open({ url: url.replace(/\/(\?|$)/, '/inventory$1') });
    await pingMongo(named);
    expect(named.name).toBe('inventory');
  });
});
