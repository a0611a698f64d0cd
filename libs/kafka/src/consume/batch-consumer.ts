import { Logger } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { Consumer, ConsumerEndBatchProcessEvent, EachBatchPayload } from 'kafkajs';
import { groupLag, type PartitionLag } from '../admin.js';
import { classifyKafkaError } from '../classify-kafka-error.js';
import type { KafkaConnection } from '../connection.js';
import { coordinatorRefusal } from './coordinator-refusal.js';
import { DeliveryLedger } from './delivery-ledger.js';
import { FetchWatch } from './fetch-watch.js';
import { GroupProgress, type PartitionProgress } from './group-progress.js';
import { enableLazyFetch } from './lazy-fetch.js';
import type { NeededRights } from '../what-to-do.js';
import type { DeliverBatch } from './record-batch-delivery.js';
import { OffsetCommitter } from './offset-committer.js';
import { toBlocks } from './to-blocks.js';
import { pause, TopicSubscription } from './topic-subscription.js';

/** Age at which partitions that were added are noticed. */
const METADATA_MAX_AGE_MS = 10_000;
/** Longest pause after a session that failed. */
const MAX_BACKOFF_MS = 10_000;
/** Time between looks at the lag while nothing is fetched because too much is in flight. */
const SURVEY_EVERY_MS = 10_000;

export interface BatchConsumerOptions {
  readonly groupId: string;
  /** Names, or an expression that names must match whole. Topics that appear later are picked up. */
  readonly topics: readonly string[] | RegExp;
  /** Where a partition without a committed offset begins. */
  readonly fromBeginning: boolean;
  /** Fetching stops while more than this is in flight. Bytes. */
  readonly maxBytesInFlight: number;
  readonly fetchMaxBytes: number;
  readonly fetchMaxBytesPerPartition: number;
  readonly sessionTimeoutMs: number;
  readonly commitIntervalMs: number;
  readonly topicRefreshMs: number;
  /** How long stopping waits for batches in flight. */
  readonly drainTimeoutMs: number;
}

/**
 * Consumes topics batch by batch. Guarantees: an offset is committed only after `deliver` resolved for every record
 * before it; batches of one partition are handed over in offset order; fetching goes on while batches are in flight,
 * up to `maxBytesInFlight`; heartbeats go on however long a delivery takes; a broker that is away is tried for ever.
 */
export class BatchConsumer {
  /** Time of the last answer to a fetch on the clock of `performance.now()`, ms; undefined before the first. */
  lastPollAt: number | undefined;
  /** Why the consumer is not connected, while it is not. */
  trouble: SluiceError | undefined;
  private isTroubleTold = false;
  /** Sessions that failed in a row, without a batch between them. */
  private failures = 0;

  private readonly logger: Logger;
  private readonly ledger: DeliveryLedger;
  private readonly group: GroupProgress;
  private readonly committer: OffsetCommitter;
  private readonly subscription: TopicSubscription;
  private readonly heartbeatMs: number;
  private readonly stopping = new AbortController();
  private finished: Promise<void> = Promise.resolve();

  constructor(
    private readonly connection: KafkaConnection,
    private readonly options: BatchConsumerOptions,
    deliver: DeliverBatch,
    private readonly onFatal: (error: SluiceError) => void,
  ) {
    this.logger = new Logger(`consumer ${options.groupId}`);
    this.ledger = new DeliveryLedger(deliver, (error) => this.fail(error));
    this.group = new GroupProgress(connection, options.groupId, options.fromBeginning);
    this.committer = new OffsetCommitter(connection, options, this.ledger, this.group);
    this.subscription = new TopicSubscription(connection, options.topics, options.topicRefreshMs);
    this.trouble = new SluiceError('BROKER_UNAVAILABLE', `consuming as ${options.groupId}: no answer yet`);
    this.heartbeatMs = Math.floor(options.sessionTimeoutMs / 10);
    enableLazyFetch(options.fetchMaxBytes);
  }

  /** Where the partitions stand, by `topic/partition`. */
  get progress(): ReadonlyMap<string, PartitionProgress> {
    return this.group.partitions;
  }

  get assigned(): GroupProgress['assigned'] {
    return this.group.assigned;
  }

  get bytesInFlight(): number {
    return this.ledger.bytesInFlight;
  }

  start(): void {
    this.finished = this.consumeUntilStopped();
  }

  /** Stops fetching, finishes and commits what is in flight within the drain time, leaves the group. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.finished;
  }

  private async consumeUntilStopped(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        const topics = await this.subscription.next(signal, () => this.works());
        if (topics.length > 0 && !signal.aborted) await this.session(topics);
        this.failures = 0;
      } catch (error) {
        const { groupId } = this.options;
        const reason = await coordinatorRefusal(this.connection, groupId, error);
        const known = classifyKafkaError(reason, `consuming as ${groupId}`, rightsToConsume(this.options));
        if (known.kind === 'fatal') return this.fail(known);
        if (!this.isTroubleTold) this.logger.warn(`${known.message}; trying again`);
        this.isTroubleTold = true;
        this.trouble = known;
        if (performance.now() - startedAt > MAX_BACKOFF_MS) this.failures = 0;
        await pause(backoffMs(this.failures++), signal);
      }
    }
  }

  /** One kafkajs consumer, from joining the group until the topics change, it crashes, or the process stops. */
  private async session(topics: readonly string[]): Promise<void> {
    const consumer = this.connection.kafka.consumer({
      groupId: this.options.groupId,
      maxBytes: this.options.fetchMaxBytes,
      maxBytesPerPartition: this.options.fetchMaxBytesPerPartition,
      minBytes: 1,
      maxWaitTimeInMs: 500,
      sessionTimeout: this.options.sessionTimeoutMs,
      heartbeatInterval: this.heartbeatMs,
      allowAutoTopicCreation: false,
      metadataMaxAge: METADATA_MAX_AGE_MS,
      readUncommitted: false,
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
    const over = new AbortController();
    const crashed = new Promise<never>((_, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    });
    crashed.catch(() => undefined); // awaited below; a crash before that must not count as unhandled
    const fetches = new FetchWatch(consumer);
    await this.committer.begin(topics);
    const ends = this.options.fromBeginning ? [] : await this.endsOfUnread(topics);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.onJoin(payload.memberAssignment);
      for (const { topic, partition, high } of ends.splice(0)) {
        if (payload.memberAssignment[topic]?.includes(partition)) this.ledger.begin(topic, partition, Number(high));
      }
      this.works();
      if (fetches.mayBeStale) over.abort();
    });
    consumer.on(consumer.events.FETCH, () => (this.lastPollAt = performance.now()));
    consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize === 0 && !over.signal.aborted) this.skip(payload);
    });
    const commitTimer = setInterval(() => {
      void this.committer.tick(consumer).then(() => this.committer.mustRejoin && over.abort());
    }, this.options.commitIntervalMs);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: this.options.fromBeginning });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 1,
        // what is left out is fetched again, as its offset is not resolved
        eachBatch: async (payload) => {
          if (!over.signal.aborted) await this.accept(payload, consumer);
        },
      });
      await Promise.race([crashed, this.subscription.changed(AbortSignal.any([over.signal, this.stopping.signal]))]);
      await this.finish(consumer);
    } finally {
      over.abort();
      clearInterval(commitTimer);
      this.onJoin({});
      await consumer.disconnect().catch(() => undefined);
    }
  }

  /**
   * Partitions of which the group has read nothing yet, with their ends: to be committed, or the next start would begin
   * behind whatever comes while no consumer runs. Asked before kafkajs looks for the end itself, so that nothing lies
   * between the two that is left out.
   */
  private async endsOfUnread(topics: readonly string[]): Promise<PartitionLag[]> {
    const lags = await groupLag(this.connection, this.options.groupId, topics);
    return lags.filter(({ committed }) => committed === undefined);
  }

  /** Runs in kafkajs' fetch loop: hands the batch over and returns as soon as there is room for the next. */
  private async accept(payload: EachBatchPayload, consumer: Consumer): Promise<void> {
    this.failures = 0;
    const { batch } = payload;
    // kafkajs has the field, its types do not.
    const from = Number((batch as unknown as { fetchedOffset: string }).fetchedOffset);
    const blocks = toBlocks(batch.messages, from);
    const last = Number(batch.lastOffset());
    this.group.note(
      batch.topic,
      batch.partition,
      { position: last + 1, highWatermark: Number(batch.highWatermark) },
      from,
    );
    // without a committed offset the next start would begin behind what is in flight now
    if (!this.options.fromBeginning) this.ledger.begin(batch.topic, batch.partition, from);
    this.ledger.add({
      topic: batch.topic,
      partition: batch.partition,
      blocks,
      count: blocks.reduce((sum, block) => sum + block.count, 0),
      bytes: blocks.reduce((sum, block) => sum + block.memory, 0),
      firstOffset: from,
      lastOffset: last,
    });
    payload.resolveOffset(String(batch.messages.at(-1)?.offset ?? last));
    await this.beat(() => payload.heartbeat(), consumer);
    while (this.ledger.bytesInFlight >= this.options.maxBytesInFlight && !this.stopping.signal.aborted) {
      await this.ledger.nextEnd(this.heartbeatMs);
      await this.beat(() => payload.heartbeat(), consumer);
      this.group.survey(SURVEY_EVERY_MS);
    }
  }

  /** Control records and aborted transactions, which kafkajs keeps to itself: there is nothing to deliver. */
  private skip({ topic, partition, lastOffset, highWatermark }: ConsumerEndBatchProcessEvent['payload']): void {
    this.group.note(topic, partition, { position: Number(lastOffset) + 1, highWatermark: Number(highWatermark) });
    this.ledger.skip(topic, partition, Number(lastOffset));
  }

  /** A heartbeat that, told of a rebalance, first lets what is in flight become durable and committed. */
  private async beat(heartbeat: () => Promise<void>, consumer: Consumer): Promise<void> {
    try {
      await heartbeat();
    } catch (error) {
      await this.ledger.drain(this.options.sessionTimeoutMs / 2);
      await this.committer.commit(consumer);
      throw error;
    }
  }

  private works(): void {
    this.trouble = undefined;
    this.isTroubleTold = false;
  }

  private onJoin(assignment: Readonly<Record<string, number[]>>): void {
    this.ledger.reset();
    this.group.assign(assignment);
    this.committer.onJoin();
  }

  private async finish(consumer: Consumer): Promise<void> {
    consumer.pause(this.assigned.map(({ topic, partition }) => ({ topic, partitions: [partition] })));
    const drained = await this.ledger.drain(this.options.drainTimeoutMs);
    if (!drained) this.logger.warn('the drain time is over; what is in flight will be delivered again');
    await this.committer.commit(consumer);
  }

  private fail(error: SluiceError): void {
    this.stopping.abort();
    this.onFatal(error);
  }
}

function rightsToConsume({ topics, groupId }: BatchConsumerOptions): NeededRights {
  const named = topics instanceof RegExp ? `every topic that ${topics.source} matches` : `topic ${topics.join(', ')}`;
  return { topic: `Read on ${named}`, group: `Read on group ${groupId}` };
}

function backoffMs(failures: number): number {
  return Math.min(MAX_BACKOFF_MS, 250 * 2 ** failures) * (0.5 + Math.random() / 2);
}
