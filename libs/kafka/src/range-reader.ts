import { classifyKafkaError } from './classify-kafka-error.js';
import type { KafkaConnection } from './connection.js';
import { type Cluster, createCluster } from './kafkajs-internals.js';
import { fetchFrom, leaderOf, type ReadRecord } from './partition-fetch.js';

/** See PartitionFetch: no consumer chooses such a size. */
const FETCH_BYTES = 1024 * 1024 + 7;
const ONE_RECORD_BYTES = 16 * 1024 + 7;

/** Offsets of a partition, the last one exclusive. */
export interface OffsetRange {
  readonly topic: string;
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}

/**
 * Reads ranges of any partition at random, without a consumer group, over connections of its own that open at first
 * use.
 */
export class RangeReader {
  private cluster: Cluster | undefined;
  private connecting: Promise<void> | undefined;

  constructor(private readonly connection: KafkaConnection) {}

  /**
   * Records at the beginning of the range, about a mebibyte of them, and where to go on; `next` is the range's end when
   * there is nothing more. Fewer records than offsets are no fault: compaction and transactions leave gaps.
   * @throws SluiceError TOPIC_UNKNOWN, BROKER_UNAVAILABLE and others of {@link classifyKafkaError}
   */
  async read({ topic, partition, from, to }: OffsetRange): Promise<{ records: ReadRecord[]; next: bigint }> {
    try {
      const broker = await leaderOf(await this.connected(), topic, partition);
      const maxBytes = to - from === 1n ? ONE_RECORD_BYTES : FETCH_BYTES;
      // the first answer may be empty although there is more, as when the broker was slow to wake
      for (let attempt = 0; attempt < 2; attempt++) {
        const { records, next } = await fetchFrom(broker, { topic, partition, from, maxBytes });
        if (next > from) return { records: records.filter(({ offset }) => offset < to), next: next < to ? next : to };
      }
      return { records: [], next: to };
    } catch (error) {
      throw classifyKafkaError(error, `reading ${topic}`, { topic: `Read on topic ${topic}` });
    }
  }

  async close(): Promise<void> {
    await this.connecting?.catch(() => undefined);
    await this.cluster?.disconnect();
  }

  private async connected(): Promise<Cluster> {
    const cluster = (this.cluster ??= createCluster(this.connection.kafka));
    if (cluster.isConnected()) return cluster;
    this.connecting ??= cluster.connect().finally(() => (this.connecting = undefined));
    await this.connecting;
    return cluster;
  }
}
