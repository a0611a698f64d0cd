import type { SluiceError } from '@sluice/contracts';
import type { DeliveryReport, OutgoingRecord } from './outgoing-record.js';

/** One call of `send`: its records, and their reports as they come in from the partitions. */
export class PendingSend {
  private left: number;
  private readonly reports: DeliveryReport[];
  readonly settled: Promise<DeliveryReport[]>;
  private settle!: (reports: DeliveryReport[]) => void;

  constructor(
    readonly records: readonly OutgoingRecord[],
    /** Time after which undelivered records are given up, on the clock of `performance.now()`, ms. */
    readonly deadline: number,
  ) {
    this.left = records.length;
    this.reports = Array.from({ length: records.length });
    this.settled = new Promise((resolve) => {
      this.settle = resolve;
    });
    if (this.left === 0) this.settle(this.reports);
  }

  report(index: number, report: DeliveryReport): void {
    this.reports[index] = report;
    if (--this.left === 0) this.settle(this.reports);
  }
}

/** Some records of one send that go to the same partition, in their order. */
interface Segment {
  readonly send: PendingSend;
  /** Positions in `send.records`. */
  readonly indexes: readonly number[];
}

/** Records of one partition, possibly of several sends, in the order in which they are to be stored. */
export class PendingRecords {
  private constructor(
    private readonly segments: readonly Segment[],
    readonly count: number,
  ) {}

  static of(segments: readonly Segment[]): PendingRecords {
    return new PendingRecords(
      segments,
      segments.reduce((sum, { indexes }) => sum + indexes.length, 0),
    );
  }

  get deadline(): number {
    return Math.min(...this.segments.map(({ send }) => send.deadline));
  }

  *[Symbol.iterator](): Generator<OutgoingRecord> {
    for (const { send, indexes } of this.segments) for (const index of indexes) yield send.records[index]!;
  }

  /** Reports consecutive offsets from `baseOffset` on, or -1 for each where that is negative. */
  delivered(partition: number, baseOffset: bigint): void {
    const step = baseOffset < 0n ? 0n : 1n;
    let offset = baseOffset;
    for (const { send, indexes } of this.segments) {
      for (const index of indexes) {
        send.report(index, { partition, offset });
        offset += step;
      }
    }
  }

  failed(error: SluiceError): void {
    for (const { send, indexes } of this.segments) for (const index of indexes) send.report(index, { error });
  }

  halves(): [PendingRecords, PendingRecords] {
    const middle = this.count >> 1;
    const first: Segment[] = [];
    const second: Segment[] = [];
    let before = 0;
    for (const { send, indexes } of this.segments) {
      const cut = Math.min(indexes.length, Math.max(0, middle - before));
      if (cut > 0) first.push({ send, indexes: indexes.slice(0, cut) });
      if (cut < indexes.length) second.push({ send, indexes: indexes.slice(cut) });
      before += indexes.length;
    }
    return [PendingRecords.of(first), PendingRecords.of(second)];
  }
}
