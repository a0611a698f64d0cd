import { Logger } from '@nestjs/common';
import { groupLag } from '../admin.js';
import type { KafkaConnection } from '../connection.js';

/** What one partition of a consumer has done, for health, lag and reconciliation. */
export interface PartitionProgress {
  readonly topic: string;
  readonly partition: number;
  /** Next offset to fetch, as far as known. */
  readonly position?: number | undefined;
  readonly committed?: number | undefined;
  readonly highWatermark?: number | undefined;
}

/** Where the partitions assigned to a consumer stand. */
export class GroupProgress {
  readonly partitions = new Map<string, PartitionProgress>();
  assigned: readonly { readonly topic: string; readonly partition: number }[] = [];
  private readonly logger = new Logger('progress');
  private surveyedAt = 0;

  constructor(
    private readonly connection: KafkaConnection,
    private readonly groupId: string,
    /** False where a partition without a committed offset begins at its end. */
    private readonly fromBeginning: boolean,
  ) {}

  /** Forgets everything and takes over a new assignment: partitions by topic. */
  assign(assignment: Readonly<Record<string, number[]>>): void {
    this.partitions.clear();
    this.assigned = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    for (const { topic, partition } of this.assigned) this.note(topic, partition, {});
    this.surveyedAt = 0;
    this.survey(0);
  }

  /** @param begin first offset fetched: everything before it was committed earlier */
  note(topic: string, partition: number, facts: Partial<PartitionProgress>, begin?: number): void {
    const name = `${topic}/${partition}`;
    const known = this.partitions.get(name) ?? { topic, partition };
    this.partitions.set(name, { ...known, committed: known.committed ?? begin, ...facts });
  }

  /**
   * Asks how far the group is behind, so that the lag of a quiet or stuck partition is known too; not more often than
   * every `everyMs`.
   */
  survey(everyMs: number): void {
    if (this.assigned.length === 0 || performance.now() - this.surveyedAt < everyMs) return;
    this.surveyedAt = performance.now();
    this.ask().catch((error: unknown) => this.logger.debug(`asking for the lag: ${String(error)}`));
  }

  private async ask(): Promise<void> {
    const topics = [...new Set(this.assigned.map(({ topic }) => topic))];
    for (const { topic, partition, committed, high, lag } of await groupLag(this.connection, this.groupId, topics)) {
      const known = this.partitions.get(`${topic}/${partition}`);
      if (!known) continue;
      const highWatermark = Math.max(known.highWatermark ?? 0, Number(high));
      const isNotWanted = committed === undefined && !this.fromBeginning;
      this.note(topic, partition, { highWatermark }, Number(isNotWanted ? high : high - lag));
    }
  }
}
