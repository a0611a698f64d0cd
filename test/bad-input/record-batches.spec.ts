import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureTopic, PartitionReader, type ReadRecord, RecordProducer } from '@sluice/kafka';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';
import { setBrokerConfig } from './broker-config.js';
import { deadLetterTopicOf, startConnectors, topicOf, untilCommitted } from './connectors.js';
import { deadLettersByOrigin } from './dead-letters.js';
import { USUAL_TIME } from './input-case.js';

const CODECS = ['gzip', 'snappy', 'lz4', 'zstd'];
const TRANSACTIONS = 'transactions';
const COMPACTED = 'compacted';
const RECORDS = 1_000;
const BAD = 500;
/** The records with keys of their own, the last of the other keys in closed segments, and the open segment. */
const SURVIVORS = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, ...Array.from({ length: 20 }, (_, i) => 100 + i)];
/** An offset that compaction leaves no record at. */
const WITHIN_THE_GAP = 55;
const TEN_MINUTES = 600_000;

let bed: TestBed;

const numbered = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `{"n":${from + i}}`);
const ids = async (name: string): Promise<string[]> => {
  const documents = await bed.mongo
    .db(bed.topic)
    .collection(name)
    .find({}, { projection: { _id: 1 } })
    .toArray();
  return documents.map(({ _id }) => String(_id)).sort();
};
const idsOf = (name: string, partition: number, offsets: readonly number[]): string[] =>
  offsets.map((offset) => `${topicOf(bed, name)}#${partition}#${offset}`).sort();

/** The broker packs what comes unpacked, with the codec of the topic. */
async function produceCompressed(producer: RecordProducer, codec: string): Promise<void> {
  await ensureTopic(bed.kafka, topicOf(bed, codec), { partitions: 1, config: { 'compression.type': codec } });
  const values = numbered(0, RECORDS).with(BAD, 'no JSON');
  await producer.send(
    topicOf(bed, codec),
    values.map((value) => ({ key: null, value: Buffer.from(value) })),
  );
}

/** Offsets 0–9 committed and 10 their marker; 11–30 aborted, 31; 32 alone; 33–42 committed, 43 their marker. */
async function produceTransactions(): Promise<void> {
  const topic = topicOf(bed, TRANSACTIONS);
  await ensureTopic(bed.kafka, topic, { partitions: 1 });
  const producer = bed.kafka.kafka.producer({ transactionalId: bed.topic, idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  try {
    const send = async (values: string[], end: 'commit' | 'abort'): Promise<void> => {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: values.map((value) => ({ value })) });
      await transaction[end]();
    };
    await send(numbered(0, 10), 'commit');
    await send([...numbered(100, 10), ...Array.from({ length: 10 }, () => 'no JSON')], 'abort');
    await bed.producer.send(topic, [{ key: null, value: Buffer.from('{"n":10}') }]);
    await send(numbered(11, 10), 'commit');
  } finally {
    await producer.disconnect();
  }
}

/**
 * Batches of ten records, nine with the same keys in each and one with a key of its own; the timestamps of the last two
 * close the segments before them. Resolves once only {@link SURVIVORS} are left.
 */
async function produceCompacted(): Promise<void> {
  const topic = topicOf(bed, COMPACTED);
  const config = { 'cleanup.policy': 'compact', 'segment.ms': '1000', 'min.cleanable.dirty.ratio': '0.01' };
  await ensureTopic(bed.kafka, topic, { partitions: 2, config });
  for (let batch = 0; batch < 12; batch++) {
    const timestamp = USUAL_TIME + (batch < 10 ? 0 : batch * TEN_MINUTES);
    const records = numbered(batch * 10, 10).flatMap((value, i) =>
      [0, 1].map((partition) => ({
        key: i === 0 ? `only in ${batch}` : `k${i}`,
        value: Buffer.from(value),
        timestamp,
        partition,
      })),
    );
    await bed.producer.send(topic, records);
  }
  await until('the topic is compacted', async () => {
    const left = await Promise.all([0, 1].map((partition) => offsetsIn(topic, partition)));
    return left.every((offsets) => offsets.join() === SURVIVORS.join());
  });
}

async function offsetsIn(topic: string, partition: number): Promise<number[]> {
  const reader = new PartitionReader(bed.kafka, topic, partition);
  const offsets: number[] = [];
  const onRecord = ({ offset }: ReadRecord): number => offsets.push(Number(offset));
  try {
    await reader.catchUp(onRecord, () => undefined);
  } finally {
    await reader.close();
  }
  return offsets;
}

/** As a group member does; the admin client takes seconds for it. */
async function commitWithinTheGap(): Promise<void> {
  const topic = topicOf(bed, COMPACTED);
  const member = bed.kafka.kafka.consumer({ groupId: `connect-${topic}`, maxWaitTimeInMs: 100 });
  const joined = new Promise((resolve) => member.on(member.events.GROUP_JOIN, resolve));
  try {
    await member.connect();
    await member.subscribe({ topics: [topic] });
    await member.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: () => Promise.resolve() });
    await joined;
    await member.commitOffsets([{ topic, partition: 1, offset: String(WITHIN_THE_GAP) }]);
  } finally {
    await member.disconnect();
  }
}

beforeAll(async () => {
  bed = await TestBed.open();
  // by default the cleaner looks every 15 s
  await setBrokerConfig(bed.kafka, { 'log.cleaner.backoff.ms': '200' });
  const producer = await RecordProducer.open(bed.kafka, { compression: 'none' });
  for (const codec of CODECS) await produceCompressed(producer, codec);
  await producer.close();
  await produceTransactions();
  await produceCompacted();
  await commitWithinTheGap();
  const names = [...CODECS, TRANSACTIONS, COMPACTED];
  const consumer = await startConnectors(
    bed,
    names.map((name) => ({ name })),
  );
  for (const name of names) await untilCommitted(bed, name, consumer);
  await until('the consumer is ready', () => consumer.ready());
}, 90_000);

afterAll(async () => {
  await setBrokerConfig(bed.kafka, {});
  await bed.close();
}, 30_000);

describe('record batches', () => {
  it('batches that the broker packed with gzip, snappy, lz4 or zstd, a bad record in each', async () => {
    for (const codec of CODECS) {
      const good = Array.from({ length: RECORDS }, (_, i) => i).toSpliced(BAD, 1);
      expect(await ids(codec)).toEqual(idsOf(codec, 0, good));
      const letters = await deadLettersByOrigin(bed.kafka, deadLetterTopicOf(bed, codec));
      expect([...letters].map(([offset, { code }]) => [offset, code])).toEqual([[BAD, 'VALUE_NOT_JSON']]);
    }
  });

  it('transactions, some aborted, and their markers', async () => {
    const documents = await bed.mongo.db(bed.topic).collection(TRANSACTIONS).find().sort({ n: 1 }).toArray();
    expect(documents.map(({ n }) => n as number)).toEqual(Array.from({ length: 21 }, (_, i) => i));
    expect(await deadLettersByOrigin(bed.kafka, deadLetterTopicOf(bed, TRANSACTIONS))).toEqual(new Map());
  });

  it('compacted topic, also from an offset that is no more', async () => {
    const behind = SURVIVORS.filter((offset) => offset > WITHIN_THE_GAP);
    expect(await ids(COMPACTED)).toEqual([...idsOf(COMPACTED, 0, SURVIVORS), ...idsOf(COMPACTED, 1, behind)].sort());
  });
});
