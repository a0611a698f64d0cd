import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sharedTestStack } from '@sluice/stack';
import { randomUUID } from 'node:crypto';
import { ensureTopic, groupLag, listTopics, partitionCount, topicOffsets } from './admin.js';
import { connectKafka, type KafkaConnection } from './connection.js';
import { RecordProducer } from './produce/record-producer.js';

let bootstrapServers: string;
const connections: KafkaConnection[] = [];

beforeAll(async () => {
  ({ bootstrapServers } = (await sharedTestStack()).kafka);
});

afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
});

function open(servers = bootstrapServers): KafkaConnection {
  const connection = connectKafka({ KAFKA_BOOTSTRAP_SERVERS: servers });
  connections.push(connection);
  return connection;
}

describe('a connection', () => {
  it('answers a broker that is not there with BROKER_UNAVAILABLE', async () => {
    const connection = open('127.0.0.1:1');
    await expect(listTopics(connection)).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  });
});

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
