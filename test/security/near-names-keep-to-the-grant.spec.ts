import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createApiKey } from '@sluice/runtime';
import { sharedTestStack } from '@sluice/stack';
import { connectMongo, DatasetCatalog, type MongoConnection } from '@sluice/storage';
import { AppProcess } from '../support/app-process.js';

const everybody = createApiKey('everybody', 'reader');
const narrow = createApiKey('narrow', 'reader', ['plant.*']);
let connection: MongoConnection;
let folder: string;
let query: AppProcess;

beforeAll(async () => {
  const { url } = (await sharedTestStack()).mongodb;
  const database = `near-${randomUUID()}`;
  connection = connectMongo({ url, database, appName: 'test' });
  await connection.asPromise();
  const catalog = new DatasetCatalog(connection);
  for (const name of ['plant.secrets', 'planet.secret']) {
    await catalog.upsert({ name, connector: 'test', topic: name, observed: [] });
  }
  folder = await mkdtemp(join(tmpdir(), 'sluice-keys-'));
  const keys = join(folder, 'keys.json');
  await writeFile(keys, JSON.stringify({ keys: [everybody.entry, narrow.entry] }));
  query = await AppProcess.start('query', {
    MONGO_DB_URL: url,
    MONGO_DB_NAME: database,
    RUNTIME_HTTP_API_KEYS_PATH: keys,
  });
}, 180_000);

afterAll(async () => {
  await query?.stop();
  await connection?.dropDatabase();
  await connection?.close();
  await rm(folder, { recursive: true, force: true });
});

async function ask(path: string, key: string): Promise<Record<string, unknown>> {
  const reply = await fetch(`${query.url}/v1/datasets/${path}`, { headers: { 'X-API-Key': key } });
  return (await reply.json()) as Record<string, unknown>;
}

describe('a name that no dataset has', () => {
  it.each(['', '/records', '/records/a'])('is answered with a near one that the caller may read: %s', async (rest) => {
    expect(await ask(`planets.secret${rest}`, everybody.key)).toMatchObject({
      status: 404,
      code: 'DATASET_UNKNOWN',
      example: 'planet.secret',
    });
  });

  it('is answered without the names of others', async () => {
    const found = await ask('plant.secret', narrow.key);
    expect(found).toMatchObject({ status: 404, code: 'DATASET_UNKNOWN', example: 'plant.secrets' });
    const far = await ask('plant.et.secret', narrow.key);
    expect(far).toMatchObject({ status: 404, code: 'DATASET_UNKNOWN' });
    expect(JSON.stringify([found, far])).not.toContain('planet');
  });
});
