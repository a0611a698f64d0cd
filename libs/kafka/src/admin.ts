import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import type { Admin } from 'kafkajs';
import { classifyKafkaError } from './classify-kafka-error.js';
import type { KafkaConnection } from './connection.js';
import { assertTopicName } from './topic-name.js';

/** Brokers learn of a new topic one after another. */
const KNOWN_WITHIN_MS = 10_000;
const KNOWN_EVERY_MS = 100;

export interface TopicSpec {
  /** The broker's default without it. */
  readonly partitions?: number;
  readonly replicationFactor?: number;
  /** Topic configuration such as `cleanup.policy`. */
  readonly config?: Readonly<Record<string, string>>;
}

/** First offset, and the offset that the next record gets. */
export interface PartitionOffsets {
  readonly partition: number;
  readonly low: bigint;
  readonly high: bigint;
}

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** Undefined where the group has committed nothing. */
  readonly committed: bigint | undefined;
  readonly high: bigint;
  /** Records between the committed offset, or the first one, and the end. */
  readonly lag: bigint;
}

/**
 * Makes the topic unless it exists; an existing one is left as it is. Returns whether it was made. It can be used as
 * soon as this resolves.
 * @throws SluiceError TOPIC_INVALID, BROKER_REFUSED, BROKER_UNAVAILABLE
 */
export async function ensureTopic(connection: KafkaConnection, topic: string, spec: TopicSpec = {}): Promise<boolean> {
  assertTopicName(topic);
  const wanted = {
    topic,
    numPartitions: spec.partitions ?? -1,
    replicationFactor: spec.replicationFactor ?? -1,
    configEntries: Object.entries(spec.config ?? {}).map(([name, value]) => ({ name, value })),
  };
  const doing = `making topic ${topic}`;
  return withAdmin(connection, doing, async (admin) => {
    try {
      return await admin.createTopics({ waitForLeaders: true, topics: [wanted] });
    } catch (error) {
      if (!isUnknownTopic(error)) throw error;
      // it is made, but the broker that was asked for its leader has not heard of it yet
      await untilKnown(admin, topic, doing);
      return true;
    }
  });
}

async function untilKnown(admin: Admin, topic: string, doing: string): Promise<void> {
  for (const deadline = performance.now() + KNOWN_WITHIN_MS; ;) {
    try {
      await admin.fetchTopicMetadata({ topics: [topic] });
      return;
    } catch (error) {
      if (!isUnknownTopic(error)) throw error;
      if (performance.now() > deadline) throw new SluiceError('BROKER_UNAVAILABLE', `${doing}: no broker knows it yet`);
    }
    await wait(KNOWN_EVERY_MS);
  }
}

function isUnknownTopic(error: unknown): boolean {
  return classifyKafkaError(error).code === 'TOPIC_UNKNOWN';
}

/** Names of all topics that the user may see, internal ones included. */
export async function listTopics(connection: KafkaConnection): Promise<string[]> {
  return withAdmin(connection, 'listing topics', (admin) => admin.listTopics());
}

/**
 * Number of partitions of a topic.
 * @throws SluiceError TOPIC_UNKNOWN
 */
export async function partitionCount(connection: KafkaConnection, topic: string): Promise<number> {
  return withAdmin(connection, `describing topic ${topic}`, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.length ?? 0;
  });
}

/** Offsets of every partition of the topic, in the order of the partitions. */
export async function topicOffsets(connection: KafkaConnection, topic: string): Promise<PartitionOffsets[]> {
  return withAdmin(connection, `reading offsets of ${topic}`, async (admin) => {
    const offsets = await admin.fetchTopicOffsets(topic);
    return offsets
      .map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }))
      .sort((a, b) => a.partition - b.partition);
  });
}

/** Of every partition the offset of the first record with this timestamp or a later one; its end where there is none. */
export async function offsetsAt(connection: KafkaConnection, topic: string, time: Date): Promise<Map<number, bigint>> {
  return withAdmin(connection, `reading offsets of ${topic}`, async (admin) => {
    const offsets = await admin.fetchTopicOffsetsByTimestamp(topic, time.getTime());
    return new Map(offsets.map(({ partition, offset }) => [partition, BigInt(offset)]));
  });
}

/** How far a consumer group is behind on the given topics. */
export async function groupLag(
  connection: KafkaConnection,
  groupId: string,
  topics: readonly string[],
): Promise<PartitionLag[]> {
  const committed = await withAdmin(connection, `reading offsets of group ${groupId}`, (admin) =>
    admin.fetchOffsets({ groupId, topics: [...topics] }),
  );
  const lags = topics.map(async (topic) => {
    const ofTopic = committed.find((entry) => entry.topic === topic)?.partitions ?? [];
    const offsets = await topicOffsets(connection, topic);
    return offsets.map(({ partition, low, high }): PartitionLag => {
      const raw = ofTopic.find((entry) => entry.partition === partition)?.offset ?? '-1';
      const position = BigInt(raw) < 0n ? undefined : BigInt(raw);
      const from = position === undefined || position < low ? low : position;
      return { topic, partition, committed: position, high, lag: high > from ? high - from : 0n };
    });
  });
  return (await Promise.all(lags)).flat();
}

async function withAdmin<T>(
  connection: KafkaConnection,
  doing: string,
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  try {
    return await work(await connection.admin());
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    throw classifyKafkaError(error, doing);
  }
}
