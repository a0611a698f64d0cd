import { Logger } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { topicOffsets } from '../admin.js';
import type { KafkaConnection } from '../connection.js';
import type { CommittableOffset } from './delivery-ledger.js';

type Commit = (offsets: readonly (CommittableOffset & { metadata: string | null })[]) => Promise<void>;
interface TopicPartitionName {
  readonly topic: string;
  readonly partition: number;
}

const LABEL = 'topic=';

/**
 * Says which topic an offset belongs to, as a name is not enough: a topic that is deleted and made again goes on under
 * the same name, and an offset of the old one, committed late or still in a member's hands, would skip the first
 * records of the new one. So each commit carries the id of its topic as metadata, and an offset of another topic than
 * the one that bears the name now is set back to the first record. Offsets without an id, as other tools commit them,
 * count as they stand.
 *
 * Sound because ids are asked for before the session reads any offset: what the session commits bears the id of its own
 * topic or an older one, never a newer one.
 */
export class GroupPlaces {
  private readonly logger: Logger;
  /** By topic; undefined where brokers know no ids (before Kafka 2.8). */
  private ids: ReadonlyMap<string, string> | undefined;
  private unchecked: readonly TopicPartitionName[] = [];
  private assigned: readonly TopicPartitionName[] = [];
  private checkedAt = 0;
  /** Whether the session has to end, as a topic of it was made again. */
  isOver = false;

  constructor(
    private readonly connection: KafkaConnection,
    private readonly groupId: string,
    private readonly recheckMs: number,
  ) {
    this.logger = new Logger(`consumer ${groupId}`);
  }

  /**
   * To be called before a session reads offsets.
   * @throws SluiceError transient where the broker is away or has not heard of a topic yet
   */
  async begin(topics: readonly string[]): Promise<void> {
    const ids = await this.connection.topicIds(topics);
    const unknown = topics.filter((topic) => ids?.has(topic) === false);
    if (unknown.length > 0) {
      throw new SluiceError('BROKER_UNAVAILABLE', `the broker does not know topic ${unknown.join(', ')} yet`);
    }
    this.ids = ids;
    this.isOver = false;
    this.assign([]);
  }

  assign(assigned: readonly TopicPartitionName[]): void {
    this.assigned = assigned;
    this.unchecked = this.ids ? assigned : [];
  }

  /**
   * To be called before committing. Returns whether the session may go on; where not, the places of the new topics are
   * committed already, or somebody else did it, and the next session begins there.
   * @throws SluiceError and errors of kafkajs: nothing may be committed then
   */
  async check(commit: Commit): Promise<boolean> {
    if (this.isOver) return false;
    const isDue = performance.now() - this.checkedAt >= this.recheckMs;
    if (!this.ids || this.assigned.length === 0 || (this.unchecked.length === 0 && !isDue)) return true;
    const { assigned, unchecked } = this;
    const topics = [...new Set(assigned.map(({ topic }) => topic))];
    const now = await this.connection.topicIds(topics);
    const isRemade = topics.some((topic) => now?.has(topic) && now.get(topic) !== this.ids?.get(topic));
    const committed = isRemade || unchecked.length > 0 ? await this.committedIds(topics) : undefined;
    if (this.assigned !== assigned) return this.check(commit);
    const strays = assigned.filter(({ topic, partition }) => {
      const id = now?.get(topic);
      if (id === undefined) return false;
      return id !== this.ids?.get(topic) || (committed?.get(`${topic}/${partition}`) ?? id) !== id;
    });
    this.checkedAt = performance.now();
    if (strays.length === 0) {
      this.unchecked = [];
      return true;
    }
    await this.setBack(strays, now, committed, commit);
    this.isOver = true;
    return false;
  }

  /** What a commit of this session carries. */
  labelled(offset: CommittableOffset): CommittableOffset & { metadata: string | null } {
    const id = this.ids?.get(offset.topic);
    return { ...offset, metadata: id === undefined ? null : LABEL + id };
  }

  private async setBack(
    strays: readonly TopicPartitionName[],
    now: ReadonlyMap<string, string> | undefined,
    committed: ReadonlyMap<string, string> | undefined,
    commit: Commit,
  ): Promise<void> {
    for (const topic of new Set(strays.map((stray) => stray.topic))) {
      const id = now?.get(topic);
      const lows = new Map((await topicOffsets(this.connection, topic)).map(({ partition, low }) => [partition, low]));
      const wrong = strays.filter(
        ({ topic: name, partition }) =>
          name === topic && lows.has(partition) && committed?.get(`${topic}/${partition}`) !== id,
      );
      if (wrong.length === 0) continue;
      const names = wrong.map(({ partition }) => partition).join(', ');
      this.logger.warn(`topic ${topic} was deleted and made again: reading partition ${names} from the first record`);
      await commit(
        wrong.map(({ partition }) => {
          const offset = String(lows.get(partition));
          return { topic, partition, offset, metadata: LABEL + id };
        }),
      );
    }
  }

  /** Ids that the committed offsets carry, by `topic/partition`. */
  private async committedIds(topics: readonly string[]): Promise<Map<string, string>> {
    const admin = await this.connection.admin();
    const offsets = await admin.fetchOffsets({ groupId: this.groupId, topics: [...topics] });
    const ids = new Map<string, string>();
    for (const { topic, partitions } of offsets) {
      for (const { partition, metadata } of partitions) {
        if (metadata?.startsWith(LABEL)) ids.set(`${topic}/${partition}`, metadata.slice(LABEL.length));
      }
    }
    return ids;
  }
}
