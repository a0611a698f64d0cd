import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ensureClientCertificate, IdentityProvider, type KafkaListener, type Stack, startStack } from '@sluice/stack';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import { ensureTopic, groupLag, listTopics } from './admin.js';
import { connectKafka, type KafkaConnection } from './connection.js';
import { BatchConsumer } from './consume/batch-consumer.js';
import { RecordProducer } from './produce/record-producer.js';
import type { KafkaValues } from './settings.js';

jest.setTimeout(60_000);

let stack: Stack;
let identity: IdentityProvider;
const folder = mkdtempSync(join(tmpdir(), 'sluice-kafka-security-'));
const connections: KafkaConnection[] = [];

beforeAll(async () => {
  identity = await IdentityProvider.start();
  const { jwksUrl, issuer, audience } = identity;
  stack = await startStack({
    services: ['kafka'],
    kafkaSecurity: { oauth: { jwksUrl, issuer, audience }, hasAcls: true },
  });
});

afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await stack.stop();
  await identity.stop();
  rmSync(folder, { recursive: true, force: true });
});

type ListenerName = 'plaintext' | 'saslPlain' | 'saslScram' | 'tls' | 'saslSsl' | 'mutualTls' | 'oauth';
type Values = Partial<KafkaValues>;

function connect(name: ListenerName, values: Values = {}): KafkaConnection {
  const listener: KafkaListener = stack.kafka.listeners[name]!;
  const connection = connectKafka({
    KAFKA_BOOTSTRAP_SERVERS: listener.address,
    KAFKA_SASL_USERNAME: listener.user,
    KAFKA_SASL_PASSWORD: listener.password,
    KAFKA_SSL_CA_FILE: listener.caFile,
    KAFKA_SSL_CERT_FILE: listener.client?.certFile,
    KAFKA_SSL_KEY_FILE: listener.client?.keyFile,
    ...values,
  });
  connections.push(connection);
  return connection;
}

/** As a client that the identity provider knows by this name. */
function byToken(client = 'sluice', values: Values = {}): KafkaConnection {
  return connect('oauth', {
    KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
    KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: identity.tokenUrl,
    KAFKA_SASL_OAUTHBEARER_CLIENT_ID: client,
    KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET: identity.secret,
    ...values,
  });
}

async function byTokenFile(token: string): Promise<KafkaConnection> {
  const path = join(folder, randomUUID());
  writeFileSync(path, `${token}\n`);
  return connect('oauth', { KAFKA_SASL_MECHANISM: 'OAUTHBEARER', KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: path });
}

async function newTopic(): Promise<string> {
  const topic = `security-${randomUUID()}`;
  await ensureTopic(connect('plaintext'), topic, { partitions: 1 });
  return topic;
}

/** Consumes from the topic; `seen` counts records, each once: a session that is lost may have them delivered again. */
function consume(connection: KafkaConnection, topic: string, groupId = `group-${topic}`) {
  const state = { seen: 0, failure: undefined as unknown };
  const places = new Set<string>();
  const consumer = new BatchConsumer(
    connection,
    {
      groupId,
      topics: [topic],
      fromBeginning: true,
      maxBytesInFlight: 1_000_000,
      fetchMaxBytes: 1_000_000,
      fetchMaxBytesPerPartition: 1_000_000,
      sessionTimeoutMs: 6_000,
      commitIntervalMs: 100,
      topicRefreshMs: 1_000,
      drainTimeoutMs: 1_000,
    },
    ({ partition, blocks }) => {
      for (const { offsets, count } of blocks) {
        for (const offset of offsets.subarray(0, count)) places.add(`${partition}/${offset}`);
      }
      state.seen = places.size;
      return Promise.resolve();
    },
    (error) => (state.failure = error),
  );
  const until = async (condition: () => boolean): Promise<void> => {
    for (const deadline = Date.now() + 45_000; !condition(); await wait(20)) {
      if (Date.now() < deadline) continue;
      await consumer.stop();
      throw new Error('waited in vain', { cause: state.failure ?? consumer.trouble });
    }
  };
  consumer.start();
  return { state, until, stop: () => consumer.stop() };
}

const value = Buffer.from('{}');
const PLAIN: Values = { KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT' };
const SCRAM_256: Values = { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256' };
const SCRAM_512: Values = { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512' };
const TLS: Values = { KAFKA_SECURITY_PROTOCOL: 'SSL' };

describe('a client', () => {
  it.each<[string, () => KafkaConnection | Promise<KafkaConnection>]>([
    ['PLAINTEXT', () => connect('plaintext')],
    ['SASL PLAIN', () => connect('saslPlain', PLAIN)],
    ['SCRAM-SHA-256', () => connect('saslScram', { ...PLAIN, ...SCRAM_256 })],
    ['SCRAM-SHA-512', () => connect('saslScram', { ...PLAIN, ...SCRAM_512 })],
    ['TLS', () => connect('tls', TLS)],
    ['SASL PLAIN over TLS, by default', () => connect('saslSsl')],
    ['SCRAM-SHA-256 over TLS', () => connect('saslSsl', SCRAM_256)],
    ['SCRAM-SHA-512 over TLS', () => connect('saslSsl', SCRAM_512)],
    ['mutual TLS', () => connect('mutualTls', TLS)],
    ['OAUTHBEARER with tokens of an endpoint', () => byToken()],
    ['OAUTHBEARER with tokens of a file', async () => byTokenFile(await identity.token('sluice'))],
  ])('writes and reads by %s', async (_name, open) => {
    const topic = await newTopic();
    const connection = await open();
    const producer = await RecordProducer.open(connection, { deliveryTimeoutMs: 10_000 });
    expect(await producer.send(topic, [{ key: 'a', value }])).toEqual([{ partition: 0, offset: 0n }]);
    await producer.close();
    const { state, until, stop } = consume(connection, topic);
    await until(() => state.seen === 1);
    await stop();
    expect(await groupLag(connect('plaintext'), `group-${topic}`, [topic])).toMatchObject([{ committed: 1n }]);
  });
});

describe('a client that is refused', () => {
  const alone = async (): Promise<Values> => {
    const { certFile, keyFile } = await ensureClientCertificate(folder, 'sluice', 'itself');
    return { ...TLS, KAFKA_SSL_CERT_FILE: certFile, KAFKA_SSL_KEY_FILE: keyFile };
  };
  const wrong = (): Values => ({ KAFKA_SASL_PASSWORD: randomUUID() });

  it.each<[string, RegExp, () => KafkaConnection | Promise<KafkaConnection>]>([
    ['SASL PLAIN, wrong password', /KAFKA_SASL_PASSWORD/, () => connect('saslPlain', { ...PLAIN, ...wrong() })],
    ['SCRAM-SHA-256, wrong password', /KAFKA_SASL_PASSWORD/, () => connect('saslSsl', { ...SCRAM_256, ...wrong() })],
    ['SCRAM-SHA-512, wrong password', /KAFKA_SASL_PASSWORD/, () => connect('saslSsl', { ...SCRAM_512, ...wrong() })],
    ['a mechanism that the listener does not take', /KAFKA_SASL_MECHANISM to one/, () => connect('saslScram', PLAIN)],
    [
      'an authority nobody told it of',
      /KAFKA_SSL_CA_FILE/,
      () => connect('tls', { ...TLS, KAFKA_SSL_CA_FILE: undefined }),
    ],
    ['mutual TLS without a certificate', /KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE/, () => {
      const none = { KAFKA_SSL_CERT_FILE: undefined, KAFKA_SSL_KEY_FILE: undefined };
      return connect('mutualTls', { ...TLS, ...none });
    }], // prettier-ignore
    [
      'mutual TLS with a certificate of its own',
      /KAFKA_SSL_CERT_FILE/,
      async () => connect('mutualTls', await alone()),
    ],
    ['OAUTHBEARER, wrong client secret', /invalid_client.*CLIENT_SECRET/, () =>
      byToken('sluice', { KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET: 'no' })], // prettier-ignore
    ['OAUTHBEARER, token for another', /refused the token.*audience/, async () =>
      byTokenFile(await identity.token('sluice', 'other'))], // prettier-ignore
    ['OAUTHBEARER, no token', /no token/, () => byTokenFile('two words')],
  ])('is told what to do: %s', async (_name, message, open) => {
    const connection = await open();
    const error: unknown = await RecordProducer.open(connection).then(
      (producer) => producer.close(),
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'BROKER_AUTH', kind: 'fatal', message: expect.stringMatching(message) });
  });

  it('waits for a token endpoint that is away', async () => {
    identity.isAway = true;
    const connection = byToken();
    try {
      await expect(listTopics(connection)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    } finally {
      identity.isAway = false;
    }
    await expect(listTopics(connection)).resolves.toBeInstanceOf(Array);
  });
});

describe('a client whose token runs out', () => {
  it('gets a new one on its connections, and goes on after the broker has ended its session', async () => {
    identity.lifetime = 11;
    const topic = await newTopic();
    const connection = byToken();
    const producer = await RecordProducer.open(connection);
    const { state, until, stop } = consume(connection, topic);
    try {
      const reports = [];
      for (const began = Date.now(); Date.now() < began + 14_000; await wait(400)) {
        // for longer than any token lasts
        identity.isAway = Date.now() > began + 2_000;
        reports.push(producer.send(topic, [{ key: null, value }]));
      }
      const issued = identity.issued;
      identity.isAway = false;
      expect((await Promise.all(reports)).flat().filter(({ error }) => error)).toEqual([]);
      await until(() => state.seen === reports.length);
      expect(state.failure).toBeUndefined();
      expect(identity.issued).toBeGreaterThan(issued);
    } finally {
      identity.isAway = false;
      identity.lifetime = 300;
      await stop();
      await producer.close();
    }
  });
});

describe("a client that the broker's ACLs do not let", () => {
  const { TOPIC, GROUP } = AclResourceTypes;
  const { DESCRIBE, READ, WRITE } = AclOperationTypes;

  async function allow(
    user: string,
    resourceType: AclResourceTypes,
    resourceName: string,
    ...operations: AclOperationTypes[]
  ) {
    const admin = await connect('plaintext').admin();
    const entry = {
      principal: `User:${user}`,
      host: '*',
      permissionType: AclPermissionTypes.ALLOW,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      resourceType,
      resourceName,
    };
    await admin.createAcls({ acl: operations.map((operation) => ({ ...entry, operation })) });
  }

  async function refusalOf(connection: KafkaConnection, topic: string): Promise<unknown> {
    const producer = await RecordProducer.open(connection, { deliveryTimeoutMs: 10_000 });
    const [report] = await producer.send(topic, [{ key: null, value }]);
    await producer.close();
    return report?.error;
  }

  it('write is told so with BROKER_REFUSED, the topic and the right', async () => {
    const [topic, user] = [await newTopic(), `guest-${randomUUID()}`];
    const message = expect.stringContaining(`the user needs Write and Describe on topic ${topic}`);
    const refused = { code: 'BROKER_REFUSED', kind: 'fatal', message };
    expect(await refusalOf(byToken(user), topic)).toMatchObject(refused);
    await allow(user, TOPIC, topic, DESCRIBE);
    expect(await refusalOf(byToken(user), topic)).toMatchObject(refused);
    await allow(user, TOPIC, topic, WRITE);
    expect(await refusalOf(byToken(user), topic)).toBeUndefined();
  });

  it('read is told so with BROKER_REFUSED, the topic or group and the right', async () => {
    const [topic, user] = [await newTopic(), `guest-${randomUUID()}`];
    const refusal = async (): Promise<unknown> => {
      const { state, until, stop } = consume(byToken(user), topic);
      await until(() => state.failure !== undefined);
      await stop();
      return state.failure;
    };
    const refused = (what: string) => ({ code: 'BROKER_REFUSED', message: expect.stringContaining(what) });
    expect(await refusal()).toMatchObject(refused(`the user needs Read on topic ${topic}`));
    await allow(user, TOPIC, topic, DESCRIBE);
    expect(await refusal()).toMatchObject(refused(`the user needs Read on group group-${topic}`));
    await allow(user, GROUP, `group-${topic}`, READ);
    expect(await refusal()).toMatchObject(refused(`the user needs Read on topic ${topic}`));
    await allow(user, TOPIC, topic, READ);
    const producer = await RecordProducer.open(connect('plaintext'));
    await producer.send(topic, [{ key: null, value }]);
    await producer.close();
    const { state, until, stop } = consume(byToken(user), topic);
    await until(() => state.seen === 1);
    await stop();
  });

  it('make topics may use those that somebody made', async () => {
    const [topic, user] = [await newTopic(), `guest-${randomUUID()}`];
    await allow(user, TOPIC, topic, WRITE);
    expect(await ensureTopic(byToken(user), topic)).toBe(false);
    await expect(ensureTopic(byToken(user), `${topic}-2`)).rejects.toMatchObject({
      code: 'BROKER_REFUSED',
      message: expect.stringContaining(`Create on topic ${topic}-2`),
    });
  });
});
