import { classifyKafkaError } from './classify-kafka-error.js';
import type { KafkaConnection } from './connection.js';
import { type Cluster, type ClusterBroker, createCluster } from './kafkajs-internals.js';
import { fetchFrom, leaderOf, READ_COMMITTED, type ReadRecord } from './partition-fetch.js';

/** Not a size that a consumer would choose: the lazy fetch knows consumers by theirs. */
const FETCH_BYTES = 4 * 1024 * 1024 + 7;
const LATEST = -1;
const EARLIEST = -2;

/**
 * Reads one partition from its beginning to its end, and later on from where it stopped, without a consumer group:
 * nothing is joined and nothing is committed.
 */
export class PartitionReader {
  private readonly cluster: Cluster;
  private position = 0n;
  private reading: Promise<unknown> = Promise.resolve();

  constructor(
    connection: KafkaConnection,
    private readonly topic: string,
    private readonly partition: number,
  ) {
    this.cluster = createCluster(connection.kafka);
  }

  /**
   * Hands every record that was there when called, and not handed over before, to `onRecord`, in order. A topic that
   * was deleted and made again is read from its beginning, after `onReset`.
   * @throws SluiceError TOPIC_UNKNOWN, BROKER_UNAVAILABLE and others of {@link classifyKafkaError}
   */
  catchUp(onRecord: (record: ReadRecord) => void, onReset: () => void): Promise<void> {
    const caughtUp = this.reading.then(async () => {
      try {
        await this.readToEnd(onRecord, onReset);
      } catch (error) {
        throw classifyKafkaError(error, `reading ${this.topic}`, { topic: `Read on topic ${this.topic}` });
      }
    });
    this.reading = caughtUp.catch(() => undefined);
    return caughtUp;
  }

  async close(): Promise<void> {
    await this.cluster.disconnect();
  }

  private async readToEnd(onRecord: (record: ReadRecord) => void, onReset: () => void): Promise<void> {
    const broker = await leaderOf(this.cluster, this.topic, this.partition);
    const [low, end] = await Promise.all([this.offset(broker, EARLIEST), this.offset(broker, LATEST)]);
    if (end < this.position) {
      this.position = 0n;
      onReset();
    }
    if (this.position < low) this.position = low;
    for (let empty = 0; this.position < end && empty < 2;) {
      const before = this.position;
      await this.fetchOnce(broker, onRecord);
      // compaction may have removed the last records: nothing comes, although the end is further on
      empty = this.position === before ? empty + 1 : 0;
    }
  }

  private async fetchOnce(broker: ClusterBroker, onRecord: (record: ReadRecord) => void): Promise<void> {
    const { topic, partition, position: from } = this;
    const { records, next } = await fetchFrom(broker, { topic, partition, from, maxBytes: FETCH_BYTES });
    for (const record of records) {
      this.position = record.offset + 1n;
      onRecord(record);
    }
    this.position = next;
  }

  private async offset(broker: ClusterBroker, timestamp: number): Promise<bigint> {
    const { responses } = await broker.listOffsets({
      isolationLevel: READ_COMMITTED,
      topics: [{ topic: this.topic, partitions: [{ partition: this.partition, timestamp }] }],
    });
    return BigInt(responses[0]?.partitions[0]?.offset ?? 0);
  }
}
