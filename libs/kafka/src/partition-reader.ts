import { classifyKafkaError } from './classify-kafka-error.js';
import type { KafkaConnection } from './connection.js';
import type { RecordHeader } from './consume/record-block.js';
import { type Cluster, type ClusterBroker, createCluster, type FetchedMessage } from './kafkajs-internals.js';

/** Not a size that a consumer would choose: the lazy fetch knows consumers by theirs. */
const FETCH_BYTES = 4 * 1024 * 1024 + 7;
const READ_COMMITTED = 1;
const LATEST = -1;
const EARLIEST = -2;

export interface ReadRecord {
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly headers: readonly RecordHeader[];
}

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
        throw classifyKafkaError(error, `reading ${this.topic}`);
      }
    });
    this.reading = caughtUp.catch(() => undefined);
    return caughtUp;
  }

  /**
   * The records with offsets from `from` to before `to`; offsets without one, by compaction or as markers of
   * transactions, are left out. Reading on by {@link catchUp} goes on behind it.
   * @throws SluiceError as {@link catchUp}
   */
  range(from: bigint, to: bigint): Promise<ReadRecord[]> {
    const read = this.reading.then(async () => {
      const records: ReadRecord[] = [];
      try {
        const broker = await this.leader();
        this.position = from;
        for (let before = -1n; this.position < to && this.position !== before;) {
          before = this.position;
          await this.fetchOnce(broker, (record) => record.offset < to && records.push(record));
        }
      } catch (error) {
        throw classifyKafkaError(error, `reading ${this.topic}`);
      }
      return records;
    });
    this.reading = read.catch(() => undefined);
    return read;
  }

  async close(): Promise<void> {
    await this.cluster.disconnect();
  }

  private async readToEnd(onRecord: (record: ReadRecord) => void, onReset: () => void): Promise<void> {
    const broker = await this.leader();
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
    const { topic, partition } = this;
    const { responses } = await broker.fetch({
      maxWaitTime: 200,
      minBytes: 1,
      maxBytes: FETCH_BYTES,
      isolationLevel: READ_COMMITTED,
      topics: [{ topic, partitions: [{ partition, fetchOffset: String(this.position), maxBytes: FETCH_BYTES }] }],
    });
    for (const message of responses[0]?.partitions[0]?.messages ?? []) {
      const offset = BigInt(message.offset);
      if (offset < this.position) continue; // a batch comes whole, also the part before the position
      this.position = offset + 1n;
      if (message.isControlRecord) continue;
      const { key, value, timestamp } = message;
      onRecord({ offset, key, value, timestamp: Number(timestamp), headers: headersOf(message) });
    }
  }

  private async offset(broker: ClusterBroker, timestamp: number): Promise<bigint> {
    const { responses } = await broker.listOffsets({
      isolationLevel: READ_COMMITTED,
      topics: [{ topic: this.topic, partitions: [{ partition: this.partition, timestamp }] }],
    });
    return BigInt(responses[0]?.partitions[0]?.offset ?? 0);
  }

  private async leader(): Promise<ClusterBroker> {
    if (!this.cluster.isConnected()) await this.cluster.connect();
    const pool = this.cluster.brokerPool;
    await pool.refreshMetadata([this.topic]);
    const found = pool.metadata?.topicMetadata.find(({ topic }) => topic === this.topic)?.partitionMetadata;
    const nodeId = found?.find(({ partitionId }) => partitionId === this.partition)?.leader ?? -1;
    return pool.findBroker({ nodeId });
  }
}

/** kafkajs groups headers by name; those of one name keep their order. */
function headersOf({ headers }: FetchedMessage): RecordHeader[] {
  return Object.entries(headers ?? {}).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value) => ({ name, value })),
  );
}
