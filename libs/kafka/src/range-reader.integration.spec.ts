import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sharedTestStack } from '@sluice/stack';
import { ensureTopic } from './admin.js';
import { connectKafka, type KafkaConnection } from './connection.js';
import { RecordProducer } from './produce/record-producer.js';
import { RangeReader } from './range-reader.js';

const COUNT = 3_000;

describe('RangeReader', () => {
  const topic = `ranges-${randomUUID()}`;
  let connection: KafkaConnection;
  let reader: RangeReader;

  beforeAll(async () => {
    const { kafka } = await sharedTestStack();
    connection = connectKafka({ KAFKA_BOOTSTRAP_SERVERS: kafka.bootstrapServers });
    await ensureTopic(connection, topic, { partitions: 1 });
    const producer = await RecordProducer.open(connection, { compression: 'none', batchBytes: 100_000 });
    // 1 KB each, one of them larger than what is asked for at once
    const values = Array.from({ length: COUNT }, (_, n) => Buffer.alloc(n === 2_500 ? 800_000 : 1_000, `${n} `));
    await producer.send(
      topic,
      values.map((value) => ({ key: null, value, headers: { h: 'x' } })),
    );
    await producer.close();
    reader = new RangeReader(connection);
  }, 60_000);
  afterAll(async () => {
    await reader.close();
    await connection.close();
  });

  it('reads every record of a range once, some at a time, and none beside it', async () => {
    const offsets: number[] = [];
    let reads = 0;
    for (let from = 100n; from < 2_900n; reads++) {
      const { records, next } = await reader.read({ topic, partition: 0, from, to: 2_900n });
      offsets.push(...records.map(({ offset }) => Number(offset)));
      from = next;
    }
    expect(offsets).toEqual(Array.from({ length: 2_800 }, (_, i) => i + 100));
    expect(reads).toBeGreaterThan(1);
  });

  it('reads single records at random, also at the same time', async () => {
    const wanted = [2_999n, 0n, 2_500n, 1_234n];
    const read = wanted.map((from) => reader.read({ topic, partition: 0, from, to: from + 1n }));
    const found = (await Promise.all(read)).map(({ records }) => records);
    expect(found.map((records) => records.map(({ offset }) => offset))).toEqual(wanted.map((offset) => [offset]));
    expect(found[2]?.[0]?.value).toHaveLength(800_000);
    expect(found[0]?.[0]?.headers).toEqual([{ name: 'h', value: Buffer.from('x') }]);
  });

  it('comes to the end of a range that holds nothing', async () => {
    const end = await reader.read({ topic, partition: 0, from: 3_000n, to: 3_005n });
    expect(end).toEqual({ records: [], next: 3_005n });
  });

  it('says when the topic is unknown', async () => {
    const unknown = reader.read({ topic: `none-${randomUUID()}`, partition: 0, from: 0n, to: 1n });
    await expect(unknown).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' });
  }, 30_000);

  it('leaves out what an aborted transaction wrote, from wherever it reads', async () => {
    const name = `transactions-${randomUUID()}`;
    await ensureTopic(connection, name, { partitions: 1 });
    const producer = connection.kafka.producer({ transactionalId: name, maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    for (const fate of ['commit', 'abort', 'commit'] as const) {
      const transaction = await producer.transaction();
      await transaction.send({ topic: name, messages: [{ value: `${fate} 1` }, { value: `${fate} 2` }] });
      await transaction[fate]();
    }
    await producer.disconnect();
    const valuesFrom = async (from: bigint): Promise<string[]> => {
      const values: string[] = [];
      while (from < 9n) {
        const { records, next } = await reader.read({ topic: name, partition: 0, from, to: 9n });
        values.push(...records.map(({ value }) => String(value)));
        from = next;
      }
      return values;
    };
    expect(await valuesFrom(0n)).toEqual(['commit 1', 'commit 2', 'commit 1', 'commit 2']);
    expect(await valuesFrom(4n)).toEqual(['commit 1', 'commit 2']);
  });
});
