import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectKafka, ensureTopic, type KafkaConnection, RecordProducer } from '@sluice/kafka';
import { IdentityProvider, type SecureMongodb, type Stack, startSecureMongodb, startStack } from '@sluice/stack';
import { MongoClient } from 'mongodb';
import { AppProcess, freePort } from '../support/app-process.js';
import { documentedAcls, documentedMongoCommands } from '../support/documented-rights.js';
import { until } from '../support/until.js';

const TOPIC = 'sensors.room';
const password = randomBytes(18).toString('base64url');
const apps: AppProcess[] = [];
const clients: MongoClient[] = [];
let folder: string;
let identity: IdentityProvider;
let stack: Stack;
let mongodb: SecureMongodb;
let kafka: KafkaConnection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-rights-'));
  identity = await IdentityProvider.start();
  const { jwksUrl, issuer, audience } = identity;
  const kafkaSecurity = { oauth: { jwksUrl, issuer, audience }, hasAcls: true };
  stack = await startStack({ services: ['kafka'], kafkaSecurity });
  mongodb = await startSecureMongodb(stack);
  kafka = connectKafka({ KAFKA_BOOTSTRAP_SERVERS: stack.kafka.bootstrapServers });
  await (await kafka.admin()).createAcls({ acl: documentedAcls() });
  await ensureTopic(kafka, '_sluice.schemas', { partitions: 1, config: { 'cleanup.policy': 'compact' } });
  for (const topic of [TOPIC, 'sensors.other', `dlq.${TOPIC}`]) await ensureTopic(kafka, topic, { partitions: 1 });
  const admin = await open(mongodb.adminUrl);
  const x509 = { createUser: 'CN=sluice', roles: [{ role: 'read', db: 'sluice' }] };
  const commands = [...documentedMongoCommands(password), { database: '$external', command: x509 }];
  for (const { database, command } of commands) await admin.db(database).command({ ...command });
  await writeSecret('connector.json', JSON.stringify({
    name: TOPIC,
    'connector.class': 'com.mongodb.kafka.connect.MongoSinkConnector',
    topics: TOPIC,
    collection: 'room',
  })); // prettier-ignore
}, 120_000);

afterAll(async () => {
  await Promise.all(apps.map((app) => app.stop('SIGKILL')));
  await Promise.all(clients.map((client) => client.close()));
  await kafka?.close();
  await stack?.stop();
  await identity?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function open(url: string): Promise<MongoClient> {
  const client = await new MongoClient(url, { serverSelectionTimeoutMS: 5_000 }).connect();
  clients.push(client);
  return client;
}

async function writeSecret(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

function urlOf(user: string, word = password): string {
  const options = `directConnection=true&tls=true&tlsCAFile=${encodeURIComponent(mongodb.caFile)}`;
  return `mongodb://${user}:${word}@${mongodb.host}/?${options}`;
}

/** Settings of an app, its secrets in files. */
async function kafkaEnv(user: string): Promise<Record<string, string>> {
  const { address, caFile } = stack.kafka.listeners.oauth!;
  return {
    KAFKA_BOOTSTRAP_SERVERS: address,
    KAFKA_SSL_CA_FILE: caFile,
    KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
    KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: identity.tokenUrl,
    KAFKA_SASL_OAUTHBEARER_CLIENT_ID: user,
    KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET_FILE: await writeSecret(`${user}.secret`, `${identity.secret}\n`),
  };
}

async function mongoEnv(url: string): Promise<Record<string, string>> {
  const MONGO_DB_URL_FILE = await writeSecret(`${randomBytes(6).toString('hex')}.url`, `${url}\n`);
  return { MONGO_DB_URL_FILE, MONGO_DB_NAME: 'sluice', RUNTIME_LOG_LEVEL: 'debug' };
}

async function start(app: 'producer' | 'consumer' | 'query', env: Record<string, string>): Promise<AppProcess> {
  const running = await AppProcess.start(app, env);
  apps.push(running);
  return running;
}

/** The query app, which is expected to give up. */
async function runToItsEnd(env: Record<string, string>): Promise<{ code: unknown; output: string }> {
  const main = join(import.meta.dirname, '../../dist/apps/query/src/main.js');
  const options = {
    env: { PATH: process.env['PATH'], RUNTIME_HTTP_PORT: String(await freePort()), ...env },
    timeout: 60_000,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [main], options, (error, out, err) =>
      resolve({ code: error?.code ?? 0, output: out + err }),
    );
  });
}

async function post(app: AppProcess, topic: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const reply = await fetch(`${app.url}/v1/topics/${topic}/records`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '[{"celsius": 21.5}, {"celsius": 22}]',
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}

describe('with the rights of docs/security.md and no others', () => {
  let producer: AppProcess;
  let consumer: AppProcess;
  let query: AppProcess;

  it('records are produced, stored and read, and a bad one becomes a dead letter', async () => {
    producer = await start('producer', await kafkaEnv('sluice-producer'));
    const connectors = { CONSUMER_CONNECTORS_PATH: join(folder, 'connector.json') };
    const both = { ...(await kafkaEnv('sluice-consumer')), ...(await mongoEnv(urlOf('sluice-consumer'))) };
    consumer = await start('consumer', { ...both, ...connectors });
    query = await start('query', await mongoEnv(urlOf('sluice-query')));
    expect(await post(producer, TOPIC)).toMatchObject({ status: 200, body: { produced: 2 } });
    const anybody = await RecordProducer.open(kafka, {});
    await anybody.send(TOPIC, [{ key: null, value: Buffer.from('no JSON') }]);
    await anybody.close();
    await until('the records can be read', async () => {
      const { data } = await query.get<{ data: unknown[] }>('/v1/datasets/room/records');
      return data.length === 2;
    });
    await until('the dead letter can be read', async () => {
      const { letters } = await consumer.get<{ letters: unknown[] }>(`/v1/connectors/${TOPIC}/dead-letters`);
      return letters.length === 1;
    });
    const done = await fetch(`${consumer.url}/v1/connectors/${TOPIC}/dead-letters/discard`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"filter": {}, "reason": "of a test"}',
    });
    expect({ status: done.status, body: await done.json() }).toMatchObject({ status: 200, body: { discarded: 1 } });
    expect(await consumer.get('/v1/reconciliation')).toMatchObject({ isBalanced: true, partitions: [{ stored: 2 }] });
    expect(await Promise.all([producer.ready(), consumer.ready(), query.ready()])).toEqual([true, true, true]);
    expect(await query.get('/v1/datasets')).toMatchObject({ data: [{ name: 'room', count: 2 }] });
  });

  it('buckets are kept, of records that change as well', async () => {
    const reply = await fetch(`${query.url}/v1/datasets/room/buckets`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"window": "1h", "fields": ["celsius"]}',
    });
    expect({ status: reply.status, body: await reply.json() }).toMatchObject({ status: 201 });
    const room = (await open(mongodb.adminUrl)).db('sluice').collection('room');
    const average = async (): Promise<unknown> => {
      const { data, meta } = await query.get<{ data: { values: object }[]; meta: { buckets?: object } }>(
        '/v1/datasets/room/aggregate?measures=avg(celsius)',
      );
      return meta.buckets && data[0]?.values;
    };
    await until('the buckets are used', async () => (await average()) !== undefined);
    await room.updateOne({ celsius: 22 }, { $set: { celsius: 23.5 } });
    await until('the change is in them', async () => {
      return JSON.stringify(await average()) === '{"avg(celsius)":22.5}';
    });
    const name = ((await query.get<{ data: { name: string }[] }>('/v1/datasets/room/buckets')).data[0] ?? {}).name;
    expect((await fetch(`${query.url}/v1/datasets/room/buckets/${name}`, { method: 'DELETE' })).status).toBe(204);
  });

  it('nobody may do more', async () => {
    const reader = (await open(urlOf('sluice-query'))).db('sluice');
    const writer = await open(urlOf('sluice-consumer'));
    const refused = { code: 13 };
    await expect(reader.collection('room').insertOne({ a: 1 })).rejects.toMatchObject(refused);
    await expect(reader.collection('room').deleteMany({})).rejects.toMatchObject(refused);
    await expect(reader.collection('_sluice_datasets').updateOne({}, { $set: { a: 1 } })).rejects.toMatchObject(
      refused,
    );
    await expect(writer.db('sluice').collection('room').deleteMany({})).rejects.toMatchObject(refused);
    await expect(writer.db('sluice').dropDatabase()).rejects.toMatchObject(refused);
    await expect(writer.db('admin').collection('system.users').findOne()).rejects.toMatchObject(refused);
    await expect(writer.db('other').collection('a').insertOne({})).rejects.toMatchObject(refused);
    const { status, body } = await post(producer, 'another');
    expect({ status, code: body['code'] }).toEqual({ status: 502, code: 'BROKER_REFUSED' });
    expect(body['detail']).toContain('topic another');
  });

  it('no log holds a secret', () => {
    for (const app of [producer, consumer, query]) {
      expect(app.output).not.toContain(password);
      expect(app.output).not.toContain(identity.secret);
      expect(app.output).not.toMatch(/eyJ[\w-]+\.eyJ/);
    }
  });
});

describe('MongoDB that refuses', () => {
  it.each<[string, RegExp, () => string]>([
    ['a password', /Authentication failed.*check user, password/, () => urlOf('sluice-query', 'wrong')],
    ['an authority', /tlsCAFile/, () => urlOf('sluice-query').replace(/&tlsCAFile=[^&]*/, '')],
  ])('%s stops the app with STORE_AUTH and a word on what to do', async (_what, message, url) => {
    const { code, output } = await runToItsEnd(await mongoEnv(url()));
    expect(code).toBe(1);
    expect(output).toMatch(/STORE_AUTH/);
    expect(output).toMatch(message);
    expect(output).not.toContain(password);
  });

  it('nobody who has a certificate that is a user', async () => {
    const certificate = encodeURIComponent(mongodb.client.certKeyFile);
    const x509 = `authMechanism=MONGODB-X509&authSource=$external&tlsCertificateKeyFile=${certificate}`;
    const url = `mongodb://${mongodb.host}/?directConnection=true&tls=true&tlsCAFile=${encodeURIComponent(mongodb.caFile)}`;
    const query = await start('query', await mongoEnv(`${url}&${x509}`));
    await until('it is ready', () => query.ready());
    expect(await query.get('/v1/datasets')).toMatchObject({ data: [{ name: 'room' }] });
  });
});
