import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type KafkaListener, type Stack, startStack } from '@sluice/stack';
import { randomUUID } from 'node:crypto';
import { ensureTopic, groupLag, listTopics, partitionCount, topicOffsets } from './admin.js';
import { connectKafka, type KafkaConnection } from './connection.js';
import type { KafkaValues } from './connection-options.js';
import { RecordProducer } from './produce/record-producer.js';

jest.setTimeout(60_000);

let stack: Stack;
const connections: KafkaConnection[] = [];

beforeAll(async () => {
  stack = await startStack({ services: ['kafka'] });
});

afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await stack.stop();
});

function connect(listener: KafkaListener, values: Partial<KafkaValues> = {}): KafkaConnection {
  const connection = connectKafka({
    KAFKA_BOOTSTRAP_SERVERS: listener.address,
    KAFKA_SASL_USERNAME: listener.user,
    KAFKA_SASL_PASSWORD: listener.password,
    KAFKA_SSL_CA_FILE: listener.caFile,
    ...values,
  });
  connections.push(connection);
  return connection;
}

type ListenerName = 'plaintext' | 'saslPlain' | 'saslScram' | 'tls' | 'saslSsl';

describe('listeners', () => {
  it.each<[string, ListenerName, Partial<KafkaValues>]>([
    ['PLAINTEXT', 'plaintext', {}],
    ['SASL PLAIN', 'saslPlain', { KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT' }],
    [
      'SCRAM-SHA-256',
      'saslScram',
      { KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT', KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256' },
    ],
    ['TLS', 'tls', { KAFKA_SECURITY_PROTOCOL: 'SSL' }],
    ['SASL PLAIN over TLS, by default', 'saslSsl', {}],
    ['SCRAM-SHA-256 over TLS', 'saslSsl', { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256' }],
  ])('takes records by %s', async (_name, listener, values) => {
    const connection = connect(stack.kafka.listeners[listener], values);
    const topic = `listener-${randomUUID()}`;
    await ensureTopic(connection, topic, { partitions: 1 });
    const producer = await RecordProducer.open(connection, { deliveryTimeoutMs: 10_000 });
    const reports = await producer.send(topic, [{ key: 'a', value: Buffer.from('1') }]);
    await producer.close();
    expect(reports).toEqual([{ partition: 0, offset: 0n }]);
  });

  it.each<[string, ListenerName, Partial<KafkaValues>]>([
    ['SASL PLAIN', 'saslPlain', { KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT' }],
    [
      'SCRAM-SHA-256',
      'saslScram',
      { KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT', KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256' },
    ],
    ['SASL PLAIN over TLS', 'saslSsl', {}],
  ])('answers a wrong password with BROKER_AUTH (%s)', async (_name, listener, values) => {
    const connection = connect(stack.kafka.listeners[listener], { ...values, KAFKA_SASL_PASSWORD: randomUUID() });
    await expect(RecordProducer.open(connection)).rejects.toMatchObject({ code: 'BROKER_AUTH' });
    await expect(listTopics(connection)).rejects.toMatchObject({ code: 'BROKER_AUTH' });
  });

  it('answers a certificate of an unknown authority with BROKER_AUTH', async () => {
    const { address } = stack.kafka.listeners.tls;
    const connection = connect({ address }, { KAFKA_SECURITY_PROTOCOL: 'SSL' });
    await expect(RecordProducer.open(connection)).rejects.toMatchObject({ code: 'BROKER_AUTH' });
  });

  it('answers a broker that is not there with BROKER_UNAVAILABLE', async () => {
    const connection = connect({ address: '127.0.0.1:1' });
    await expect(listTopics(connection)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  });
});

const open = (): KafkaConnection => connect(stack.kafka.listeners.plaintext);

describe('admin helpers', () => {
  it('make a topic once, with its partitions', async () => {
    const [connection, topic] = [open(), `made-${randomUUID()}`];
    expect(await ensureTopic(connection, topic, { partitions: 3, config: { 'retention.ms': '-1' } })).toBe(true);
    expect(await ensureTopic(connection, topic, { partitions: 5 })).toBe(false);
    expect(await partitionCount(connection, topic)).toBe(3);
    expect(await listTopics(connection)).toContain(topic);
  });

  it('refuse a bad name or setting', async () => {
    const connection = open();
    await expect(ensureTopic(connection, 'a b')).rejects.toMatchObject({ code: 'TOPIC_INVALID' });
    const spec = { config: { 'no.such.setting': 'x' } };
    await expect(ensureTopic(connection, `bad-${randomUUID()}`, spec)).rejects.toMatchObject({
      code: 'BROKER_REFUSED',
    });
  });

  it('say that a topic does not exist', async () => {
    const connection = open();
    await expect(topicOffsets(connection, `no-${randomUUID()}`)).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' });
    await expect(partitionCount(connection, `no-${randomUUID()}`)).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' });
  });

  it('tell offsets and the lag of a group', async () => {
    const [connection, topic, groupId] = [open(), `lag-${randomUUID()}`, `group-${randomUUID()}`];
    await ensureTopic(connection, topic, { partitions: 2 });
    const producer = await RecordProducer.open(connection);
    const value = Buffer.from('x');
    await producer.send(
      topic,
      [0, 0, 0, 1].map((partition) => ({ key: null, value, partition })),
    );
    await producer.close();
    expect(await topicOffsets(connection, topic)).toEqual([
      { partition: 0, low: 0n, high: 3n },
      { partition: 1, low: 0n, high: 1n },
    ]);
    const admin = await connection.admin();
    await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '2' }] });
    expect(await groupLag(connection, groupId, [topic])).toEqual([
      { topic, partition: 0, committed: 2n, high: 3n, lag: 1n },
      { topic, partition: 1, committed: undefined, high: 1n, lag: 1n },
    ]);
  });
});
