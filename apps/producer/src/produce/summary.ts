import type { DeliveryReport } from '@sluice/kafka';
import type { Reject } from './rejects.js';

export interface PartitionSummary {
  readonly partition: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly count: number;
}

export interface FileSummary {
  readonly file: string;
  readonly rows: number;
  readonly produced: number;
  readonly rejected: number;
  /** Bytes of the file read in this run, uncompressed. */
  readonly bytes: number;
  /** The first rejects. */
  readonly failures: readonly Reject[];
  readonly rejectsFile?: string;
  /** Whether every row has been dealt with: false after an interruption. */
  readonly complete: boolean;
}

export interface TopicSummary {
  readonly topic: string;
  readonly schema: { readonly fingerprint: string; readonly id?: number; readonly file?: string };
  readonly files: readonly FileSummary[];
  readonly partitions: readonly PartitionSummary[];
  readonly seconds: number;
  /** Path from which an interrupted run goes on. */
  readonly checkpoint?: string;
}

/** First and last offset and count by partition, from delivery reports. */
export class PartitionTally {
  private readonly seen = new Map<number, { first: bigint; last: bigint; count: number }>();

  add(report: DeliveryReport): void {
    if (report.error !== undefined) return;
    const entry = this.seen.get(report.partition);
    if (entry === undefined) {
      this.seen.set(report.partition, { first: report.offset, last: report.offset, count: 1 });
      return;
    }
    if (report.offset < entry.first) entry.first = report.offset;
    if (report.offset > entry.last) entry.last = report.offset;
    entry.count += 1;
  }

  list(): PartitionSummary[] {
    return [...this.seen]
      .sort(([a], [b]) => a - b)
      .map(([partition, { first, last, count }]) => ({
        partition,
        firstOffset: Number(first),
        lastOffset: Number(last),
        count,
      }));
  }
}
