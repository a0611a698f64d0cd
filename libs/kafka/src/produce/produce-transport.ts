import type { KafkaConnection } from '../connection.js';
import { type Cluster, createCluster, protocolError, type TopicPartition } from '../kafkajs-internals.js';
import type { ProducerIdentity } from './batch-header.js';
import { produce, type ProduceReply } from './produce-request.js';

const METADATA_MAX_AGE_MS = 300_000;
const UNKNOWN_TOPIC_OR_PARTITION = 3;
const LEADER_NOT_AVAILABLE = 5;

interface TopicMetadata {
  readonly partitions: readonly TopicPartition[];
  /** Partitions with a leader. */
  readonly available: readonly number[];
  readonly at: number;
}

/**
 * Finds leaders and carries batches to them. Every method throws what kafkajs throws; who calls decides about trying
 * again, after {@link recover}.
 */
export class ProduceTransport {
  private readonly cluster: Cluster;
  private readonly topics = new Map<string, TopicMetadata>();
  private refreshing: Promise<unknown> = Promise.resolve();

  constructor(private readonly connection: KafkaConnection) {
    this.cluster = createCluster(connection.kafka);
  }

  connect(): Promise<void> {
    return this.cluster.connect();
  }

  disconnect(): Promise<void> {
    return this.cluster.disconnect();
  }

  async metadata(topic: string): Promise<TopicMetadata> {
    const known = this.topics.get(topic);
    if (known && performance.now() - known.at < METADATA_MAX_AGE_MS) return known;
    return this.refresh(topic);
  }

  /** What is known of the topic without asking. */
  cached(topic: string): TopicMetadata | undefined {
    return this.topics.get(topic);
  }

  async produce(topic: string, partition: number, batch: Buffer): Promise<ProduceReply> {
    const { partitions } = await this.metadata(topic);
    const found = partitions.find(({ partitionId }) => partitionId === partition);
    if (!found) throw protocolError(UNKNOWN_TOPIC_OR_PARTITION);
    if (found.leader < 0) throw protocolError(LEADER_NOT_AVAILABLE);
    const broker = await this.cluster.brokerPool.findBroker({ nodeId: found.leader });
    return produce(broker, { topic, partition, timeoutMs: this.connection.requestTimeoutMs }, batch);
  }

  async newIdentity(): Promise<ProducerIdentity> {
    if (!this.cluster.isConnected()) await this.cluster.connect();
    const broker = await this.cluster.brokerPool.findConnectedBroker();
    const { producerId, producerEpoch } = await broker.initProducerId({ transactionTimeout: 60_000 });
    return { id: BigInt(String(producerId)), epoch: producerEpoch };
  }

  /** After a failure: lets go of a closed connection and forgets the leaders, so that the next attempt asks anew. */
  recover(topic: string, error: unknown): void {
    this.topics.delete(topic);
    const closed = error as { name?: string; host?: string; port?: number } | undefined;
    if (closed?.name === 'KafkaJSConnectionClosedError' && closed.host !== undefined && closed.port !== undefined) {
      this.cluster.removeBroker({ host: closed.host, port: closed.port });
    }
  }

  /** kafkajs keeps one answer for all topics and fails it for all where one is gone, so each topic is asked for alone. */
  private refresh(topic: string): Promise<TopicMetadata> {
    const refreshed = this.refreshing.then(async () => {
      const known = this.topics.get(topic);
      if (known && performance.now() - known.at < METADATA_MAX_AGE_MS) return known;
      if (!this.cluster.isConnected()) await this.cluster.connect();
      await this.cluster.brokerPool.refreshMetadata([topic]);
      const found = this.cluster.brokerPool.metadata?.topicMetadata.find((entry) => entry.topic === topic);
      const partitions = found?.partitionMetadata ?? [];
      const available = partitions.filter(({ leader }) => leader >= 0).map(({ partitionId }) => partitionId);
      const fresh = { partitions, available, at: performance.now() };
      this.topics.set(topic, fresh);
      return fresh;
    });
    this.refreshing = refreshed.catch(() => undefined);
    return refreshed;
  }
}
