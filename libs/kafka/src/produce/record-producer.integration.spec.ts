import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Stack, startStack } from '@sluice/stack';
import { Kafka, logLevel } from 'kafkajs';
import { randomBytes, randomUUID } from 'node:crypto';
import net from 'node:net';
import { ensureTopic, topicOffsets } from '../admin.js';
import { COMPRESSIONS, registerCodecs } from '../codecs.js';
import { connectKafka, KafkaConnection } from '../connection.js';
import { PartitionReader } from '../partition-reader.js';
import type { DeliveryReport, OutgoingRecord } from './outgoing-record.js';
import { RecordProducer, type RecordProducerOptions } from './record-producer.js';

jest.setTimeout(120_000);

let stack: Stack;
let connection: KafkaConnection;

beforeAll(async () => {
  stack = await startStack({ services: ['kafka'] });
  connection = connectKafka({ KAFKA_BOOTSTRAP_SERVERS: stack.kafka.bootstrapServers });
});

afterAll(async () => {
  await connection.close();
  await stack.stop();
});

async function makeTopic(partitions = 1, config: Record<string, string> = {}): Promise<string> {
  const topic = `produce-${randomUUID()}`;
  await ensureTopic(connection, topic, { partitions, config });
  return topic;
}

async function withProducer<T>(
  options: RecordProducerOptions,
  work: (producer: RecordProducer) => Promise<T>,
  via = connection,
): Promise<T> {
  const producer = await RecordProducer.open(via, options);
  try {
    return await work(producer);
  } finally {
    await producer.close(0);
  }
}

/** What the topic holds, by partition and offset. */
async function readBack(topic: string): Promise<Map<string, string>> {
  const stored = new Map<string, string>();
  for (const { partition } of await topicOffsets(connection, topic)) {
    const reader = new PartitionReader(connection, topic, partition);
    await reader.catchUp(({ offset, value }) => stored.set(`${partition}/${offset}`, String(value)), fail);
    await reader.close();
  }
  return stored;
}

function fail(): never {
  throw new Error('the topic was made again');
}

const place = ({ partition, offset }: DeliveryReport): string => `${partition}/${offset}`;
const text = (value: string, key: string | null = value): OutgoingRecord => ({ key, value: Buffer.from(value) });
const texts = (count: number, prefix = 'v'): OutgoingRecord[] =>
  Array.from({ length: count }, (_, i) => text(`${prefix}${i}`));

async function expectStored(topic: string, records: readonly OutgoingRecord[], reports: DeliveryReport[]) {
  const stored = await readBack(topic);
  expect(reports.map((report) => stored.get(place(report)))).toEqual(records.map(({ value }) => String(value)));
  expect(stored.size).toBe(records.length);
}

describe('delivery reports', () => {
  it.each(COMPRESSIONS)('name the offset at which each record is stored (%s)', async (compression) => {
    const topic = await makeTopic(3);
    const records = texts(3_000);
    const reports = await withProducer({ compression, batchBytes: 5_000 }, (producer) => producer.send(topic, records));
    await expectStored(topic, records, reports);
  });

  it('follow the order of the calls within a partition', async () => {
    const topic = await makeTopic();
    const sends = Array.from({ length: 40 }, (_, i) => texts(25, `s${i}-`));
    const reports = await withProducer({ batchBytes: 700 }, (producer) =>
      Promise.all(sends.map((records) => producer.send(topic, records))),
    );
    expect(reports.flat().map(({ offset }) => offset)).toEqual(Array.from({ length: 1_000 }, (_, i) => BigInt(i)));
    await expectStored(topic, sends.flat(), reports.flat());
  });

  it('come for no records at all', async () => {
    expect(await withProducer({}, (producer) => producer.send('any', []))).toEqual([]);
  });
});

const PRODUCE = 0;

/** A connection that loses the broker's next answers to produce requests: the records are stored, nobody is told. */
function losingAcknowledgements(): {
  readonly via: KafkaConnection;
  readonly lose: (count: number) => void;
  readonly lost: () => number;
} {
  registerCodecs();
  let toLose = 0;
  let lost = 0;
  const socketFactory = ({ host, port, onConnect }: { host: string; port: number; onConnect: () => void }) => {
    const socket = net.connect({ host, port }, onConnect);
    const write = socket.write.bind(socket) as (...of: unknown[]) => boolean;
    const emit = socket.emit.bind(socket) as (...of: unknown[]) => boolean;
    let losing = false;
    socket.write = (bytes: unknown, ...rest: unknown[]): boolean => {
      if (toLose > 0 && Buffer.isBuffer(bytes) && bytes.length > 6 && bytes.readInt16BE(4) === PRODUCE) {
        toLose--;
        losing = true;
      }
      return write(bytes, ...rest);
    };
    socket.emit = (event: string | symbol, ...rest: unknown[]): boolean => {
      if (event !== 'data' || !losing) return emit(event, ...rest);
      losing = false;
      lost++;
      socket.destroy(Object.assign(new Error('connection reset'), { code: 'ECONNRESET' }));
      return true;
    };
    return socket;
  };
  const kafka = new Kafka({
    brokers: [stack.kafka.bootstrapServers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 1, initialRetryTime: 50 },
    socketFactory,
  });
  return {
    via: new KafkaConnection(kafka, 30_000),
    lose: (count) => {
      toLose = count;
    },
    lost: () => lost,
  };
}

describe('what is retried', () => {
  it('is stored once and reported with its true offset when acknowledgements are lost', async () => {
    const topic = await makeTopic(2);
    const { via, lose, lost } = losingAcknowledgements();
    const records = texts(400);
    const reports = await withProducer(
      { batchBytes: 1_000 },
      async (producer) => {
        await producer.send(topic, []);
        lose(5);
        return producer.send(topic, records);
      },
      via,
    );
    expect(lost()).toBeGreaterThan(1);
    await expectStored(topic, records, reports);
  });

  it('does not make later records pass for repetitions after one was given up', async () => {
    const topic = await makeTopic();
    const { via, lose } = losingAcknowledgements();
    await withProducer(
      { deliveryTimeoutMs: 700 },
      async (producer) => {
        await producer.send(topic, [text('first')]);
        lose(1_000_000);
        const [given] = await producer.send(topic, [text('unknown fate')]);
        expect(given?.error?.code).toBe('BROKER_UNAVAILABLE');
        lose(0);
        const [later] = await producer.send(topic, [text('later')]);
        expect((await readBack(topic)).get(place(later!))).toBe('later');
      },
      via,
    );
  });

  it('waits for a broker that is away, and goes on when it is back', async () => {
    const topic = await makeTopic(2);
    await withProducer({}, async (producer) => {
      const before = await producer.send(topic, texts(10, 'before-'));
      await stack.kafka.kill();
      const during = producer.send(topic, texts(500, 'during-'));
      await stack.kafka.restart();
      await expectStored(topic, [...texts(10, 'before-'), ...texts(500, 'during-')], [...before, ...(await during)]);
    });
  });

  it('is given up after the delivery time', async () => {
    const topic = await makeTopic();
    await withProducer({ deliveryTimeoutMs: 500 }, async (producer) => {
      await producer.send(topic, [text('connects')]);
      await stack.kafka.kill();
      const [report] = await producer.send(topic, [text('late')]);
      await stack.kafka.restart();
      expect(report?.error?.code).toBe('BROKER_UNAVAILABLE');
    });
  });
});

describe('what the broker refuses', () => {
  it('is the one record that is too large, not its neighbours', async () => {
    const topic = await makeTopic(1, { 'max.message.bytes': '2000' });
    const records = texts(60);
    records[17] = { key: 'big', value: Buffer.from(randomBytes(3_000).toString('hex')) };
    const reports = await withProducer({ compression: 'none' }, (producer) => producer.send(topic, records));
    expect(reports[17]?.error?.code).toBe('RECORD_TOO_LARGE');
    await expectStored(topic, records.toSpliced(17, 1), reports.toSpliced(17, 1));
  });

  it('is the one record without a key in a compacted topic', async () => {
    const topic = await makeTopic(1, { 'cleanup.policy': 'compact' });
    const records = [text('a'), text('b'), text('no key', null), text('c')];
    const reports = await withProducer({}, (producer) => producer.send(topic, records));
    expect(reports.map(({ error }) => error?.code)).toEqual([undefined, undefined, 'RECORD_REFUSED', undefined]);
    await expectStored(topic, [text('a'), text('b'), text('c')], [reports[0]!, reports[1]!, reports[3]!]);
  });

  it('is a record above the limit of the producer, without asking', async () => {
    const topic = await makeTopic();
    const records = [text('small'), text('x'.repeat(100))];
    const [small, large] = await withProducer({ maxRecordBytes: 50 }, (producer) => producer.send(topic, records));
    expect(small).toMatchObject({ offset: 0n });
    expect(large?.error?.code).toBe('RECORD_TOO_LARGE');
  });

  it('is everything for a topic that does not exist or cannot', async () => {
    await withProducer({ deliveryTimeoutMs: 1_000 }, async (producer) => {
      const codes = async (topic: string) =>
        (await producer.send(topic, [text('a'), text('b')])).map(({ error }) => error?.code);
      expect(await codes(`no-${randomUUID()}`)).toEqual(['TOPIC_UNKNOWN', 'TOPIC_UNKNOWN']);
      expect(await codes('a b')).toEqual(['TOPIC_INVALID', 'TOPIC_INVALID']);
      expect(await codes(await makeTopic())).toEqual([undefined, undefined]);
    });
  });

  it('is what is sent after the producer was closed', async () => {
    const topic = await makeTopic();
    const producer = await RecordProducer.open(connection);
    await producer.close();
    expect((await producer.send(topic, [text('a')]))[0]?.error?.code).toBe('SHUTTING_DOWN');
  });
});
