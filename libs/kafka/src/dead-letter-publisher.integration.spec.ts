import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { type Stack, startStack } from '@sluice/stack';
import { randomBytes, randomUUID } from 'node:crypto';
import { ensureTopic } from './admin.js';
import { connectKafka, type KafkaConnection } from './connection.js';
import { type DeadLetter, DeadLetterPublisher } from './dead-letter-publisher.js';
import type { ReadRecord } from './partition-fetch.js';
import { PartitionReader } from './partition-reader.js';
import { RecordProducer } from './produce/record-producer.js';

jest.setTimeout(60_000);

let stack: Stack;
let connection: KafkaConnection;
let producer: RecordProducer;
let publisher: DeadLetterPublisher;

beforeAll(async () => {
  stack = await startStack({ services: ['kafka'] });
  connection = connectKafka({ KAFKA_BOOTSTRAP_SERVERS: stack.kafka.bootstrapServers });
  producer = await RecordProducer.open(connection);
  publisher = new DeadLetterPublisher(connection, producer);
});

afterAll(async () => {
  await producer.close();
  await connection.close();
  await stack.stop();
});

function letter(overrides: Partial<DeadLetter> = {}): DeadLetter {
  return {
    origin: { topic: 'sensor', partition: 3, offset: 42n, timestamp: 1_423_071_060_000 },
    key: Buffer.from([0, 255, 1]),
    value: Buffer.from([0xc3, 0x28, 0, 0x7b]),
    headers: [
      { name: 'trace', value: Buffer.from([1, 2, 0xff]) },
      { name: 'trace', value: null },
      { name: 'empty', value: Buffer.alloc(0) },
    ],
    error: new SluiceError('VALUE_NOT_JSON', 'decoding value: unexpected byte at 0'),
    stage: 'VALUE_CONVERTER',
    connector: 'mongo',
    ...overrides,
  };
}

async function read(topic: string): Promise<ReadRecord[]> {
  const records: ReadRecord[] = [];
  const reader = new PartitionReader(connection, topic, 0);
  await reader.catchUp(
    (record) => records.push(record),
    () => undefined,
  );
  await reader.close();
  return records;
}

describe('dead letters', () => {
  it('hold key, value, headers and time byte for byte, and the reason in headers', async () => {
    const topic = `dead-${randomUUID()}`;
    const dead = letter();
    await publisher.publish(topic, [dead]);
    const [stored] = await read(topic);
    expect(stored).toMatchObject({ key: dead.key, value: dead.value, timestamp: dead.origin.timestamp });
    expect(stored?.headers.slice(0, 3)).toEqual(dead.headers);
    expect(Object.fromEntries(stored!.headers.slice(3).map(({ name, value }) => [name, String(value)]))).toEqual({
      '__connect.errors.topic': 'sensor',
      '__connect.errors.partition': '3',
      '__connect.errors.offset': '42',
      '__connect.errors.connector.name': 'mongo',
      '__connect.errors.task.id': '0',
      '__connect.errors.stage': 'VALUE_CONVERTER',
      '__connect.errors.class.name': 'sluice',
      '__connect.errors.exception.class.name': 'VALUE_NOT_JSON',
      '__connect.errors.exception.message': 'decoding value: unexpected byte at 0',
      '__connect.errors.exception.stacktrace': dead.error.stack,
    });
  });

  it('keep null apart from empty', async () => {
    const topic = `dead-${randomUUID()}`;
    await publisher.publish(topic, [letter({ key: null, value: null }), letter({ key: Buffer.alloc(0) })]);
    const stored = await read(topic);
    expect(stored.map(({ key }) => key)).toEqual([null, Buffer.alloc(0)]);
    expect(stored.map(({ value }) => value)).toEqual([null, letter().value]);
  });

  it('are written once each', async () => {
    const topic = `dead-${randomUUID()}`;
    const letters = Array.from({ length: 300 }, (_, i) => letter({ key: Buffer.from(String(i)) }));
    await publisher.publish(topic, letters);
    expect((await read(topic)).map(({ key }) => String(key))).toEqual(letters.map(({ key }) => String(key)));
  });

  it('do without stack trace where the topic takes no more, rather than be lost', async () => {
    const topic = `dead-${randomUUID()}`;
    await ensureTopic(connection, topic, { partitions: 1, config: { 'max.message.bytes': '3000' } });
    const error = new SluiceError('VALUE_NOT_JSON', 'decoding');
    error.stack = randomBytes(4_000).toString('hex');
    await publisher.publish(topic, [letter({ error }), letter()]);
    expect(await read(topic)).toHaveLength(2);
  });

  it('say which topic has to take larger records where that is not enough', async () => {
    const topic = `dead-${randomUUID()}`;
    await ensureTopic(connection, topic, { partitions: 1, config: { 'max.message.bytes': '3000' } });
    const publishing = publisher.publish(topic, [letter({ value: randomBytes(8_000) })]);
    await expect(publishing).rejects.toMatchObject({ code: 'BROKER_REFUSED', context: { topic } });
    await expect(publishing).rejects.toThrow(`raise max.message.bytes of topic ${topic}`);
  });

  it('of a time that the topic refuses are written with the present one', async () => {
    const topic = `dead-${randomUUID()}`;
    const origin = { ...letter().origin, timestamp: Date.now() + 400 * 86_400_000 };
    await publisher.publish(topic, [letter({ origin })]);
    expect(await read(topic)).toHaveLength(1);
  });
});
