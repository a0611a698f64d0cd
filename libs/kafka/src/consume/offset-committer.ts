import { Logger } from '@nestjs/common';
import type { Consumer } from 'kafkajs';
import { classifyKafkaError } from '../classify-kafka-error.js';
import type { KafkaConnection } from '../connection.js';
import type { DeliveryLedger } from './delivery-ledger.js';
import { GroupPlaces } from './group-places.js';
import type { GroupProgress } from './group-progress.js';

export interface OffsetCommitterOptions {
  readonly groupId: string;
  readonly sessionTimeoutMs: number;
  readonly topicRefreshMs: number;
}

/** Commits of a group what its ledger calls safe, one commit after another, and only for the topic that was read. */
export class OffsetCommitter {
  private readonly logger: Logger;
  private readonly places: GroupPlaces;
  private committing: Promise<void> = Promise.resolve();
  private waiting = 0;
  /** Since when the group refuses commits of this member, by `performance.now()`. */
  private refusedSince: number | undefined;

  constructor(
    connection: KafkaConnection,
    private readonly options: OffsetCommitterOptions,
    private readonly ledger: DeliveryLedger,
    private readonly group: GroupProgress,
  ) {
    this.logger = new Logger(`consumer ${options.groupId}`);
    this.places = new GroupPlaces(connection, options.groupId, options.topicRefreshMs);
  }

  /** To be called before a session reads offsets. */
  async begin(topics: readonly string[]): Promise<void> {
    await this.places.begin(topics);
  }

  /** After a join, once the group's progress knows the assignment. */
  onJoin(): void {
    this.refusedSince = undefined;
    this.places.assign(this.group.assigned);
  }

  /** Commits, unless a commit waits already: it will cover what is safe by then. */
  async tick(consumer: Consumer): Promise<void> {
    if (this.waiting === 0) await this.commit(consumer);
  }

  /** Commits what is safe. A failed commit costs a redelivery, which changes nothing; the next one covers it. */
  commit(consumer: Consumer): Promise<void> {
    this.waiting++;
    this.committing = this.committing.then(async () => {
      this.waiting--;
      try {
        await this.commitNow(consumer);
      } catch (error) {
        if (isRefusal(error)) this.refusedSince ??= performance.now();
        this.logger.debug(`committing offsets: ${String(error)}`);
      }
    });
    return this.committing;
  }

  /**
   * Whether the session has to end. A topic was made again, so that its places are others; or commits have been refused
   * for a whole session: kafkajs, where the answer to its SyncGroup is lost, goes on as a member of the generation
   * before, whose heartbeats succeed and whose commits never will.
   */
  get mustRejoin(): boolean {
    const { refusedSince } = this;
    const isOutcast = refusedSince !== undefined && performance.now() - refusedSince > this.options.sessionTimeoutMs;
    return this.places.isOver || isOutcast;
  }

  private async commitNow(consumer: Consumer): Promise<void> {
    if (!(await this.places.check(async (offsets) => consumer.commitOffsets([...offsets])))) return;
    const offsets = this.ledger.committable();
    if (offsets.length === 0) return;
    await consumer.commitOffsets(offsets.map((offset) => this.places.labelled(offset)));
    this.refusedSince = undefined;
    this.ledger.markCommitted(offsets);
    for (const { topic, partition, offset } of offsets) {
      this.group.note(topic, partition, { committed: Number(offset) });
    }
  }
}

function isRefusal(error: unknown): boolean {
  const { kafka } = classifyKafkaError(error).context;
  return kafka === 'ILLEGAL_GENERATION' || kafka === 'UNKNOWN_MEMBER_ID';
}
