import { SluiceError } from '@sluice/contracts';
import type { DeliverBatch, RecordBatch } from './record-batch-delivery.js';

interface Entry {
  readonly lastOffset: number;
  done: boolean;
}

interface PartitionLedger {
  readonly topic: string;
  readonly partition: number;
  readonly entries: Entry[];
  /** Offset to commit: everything before it is durable. Undefined until the first batch is. */
  committable?: number;
  committed?: number;
}

/** An offset that may be committed for a partition. */
export interface CommittableOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/**
 * Knows which batches are under way and which offsets are safe. Batches of a partition may finish in any order; the
 * committable offset moves over the finished ones at the front only, so that nothing before it is ever missing.
 */
export class DeliveryLedger {
  private readonly partitions = new Map<string, PartitionLedger>();
  private generation = new AbortController();
  private readonly waiters = new Set<() => void>();
  bytesInFlight = 0;
  batchesInFlight = 0;

  constructor(
    private readonly deliver: DeliverBatch,
    private readonly onFatal: (error: SluiceError) => void,
  ) {}

  /** Hands a batch over; it counts as in flight until it is durable, given back or fatal. */
  add(batch: Omit<RecordBatch, 'signal'>): void {
    const partition = this.partition(batch.topic, batch.partition);
    const entry: Entry = { lastOffset: batch.lastOffset, done: false };
    partition.entries.push(entry);
    this.bytesInFlight += batch.bytes;
    this.batchesInFlight++;
    const { signal } = this.generation;
    void this.deliver({ ...batch, signal })
      .then(
        () => {
          entry.done = true;
          advance(partition);
          // Not of a batch that was given back: whatever was tried with it may still be reading.
          for (const block of batch.blocks) block.release();
        },
        (error: unknown) => {
          if (!signal.aborted) this.onFatal(asFatal(error));
        },
      )
      .finally(() => {
        this.bytesInFlight -= batch.bytes;
        this.batchesInFlight--;
        for (const wake of this.waiters) wake();
      });
  }

  /** Makes the offset where a partition begins committable, unless batches of it are known: it is kept before they end. */
  begin(topic: string, partition: number, offset: number): void {
    if (!this.partitions.has(nameOf(topic, partition))) this.partition(topic, partition).committable = offset;
  }

  /** Moves over offsets that hold nothing to deliver, up to and including `lastOffset`. */
  skip(topic: string, partition: number, lastOffset: number): void {
    const ledger = this.partition(topic, partition);
    ledger.entries.push({ lastOffset, done: true });
    advance(ledger);
  }

  /** Resolves when the next batch ends, in whichever way, or after `timeoutMs`. */
  async nextEnd(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(wake, timeoutMs);
      const { waiters } = this;
      function wake(): void {
        clearTimeout(timer);
        waiters.delete(wake);
        resolve();
      }
      waiters.add(wake);
    });
  }

  /** Waits until nothing is in flight; false when `timeoutMs` was not enough. */
  async drain(timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    while (this.batchesInFlight > 0 && performance.now() < deadline) await this.nextEnd(deadline - performance.now());
    return this.batchesInFlight === 0;
  }

  /** Offsets that became safe since they were last marked as committed. */
  committable(): CommittableOffset[] {
    return [...this.partitions.values()].flatMap(({ topic, partition, committable, committed }) =>
      committable === undefined || committable === committed ? [] : [{ topic, partition, offset: String(committable) }],
    );
  }

  markCommitted(offsets: readonly CommittableOffset[]): void {
    for (const { topic, partition, offset } of offsets) {
      const ledger = this.partitions.get(nameOf(topic, partition));
      if (ledger) ledger.committed = Number(offset);
    }
  }

  /** Gives all batches back: a new assignment begins, and Kafka sends again what was not committed. */
  reset(): void {
    this.generation.abort();
    this.generation = new AbortController();
    this.partitions.clear();
  }

  private partition(topic: string, partition: number): PartitionLedger {
    const name = nameOf(topic, partition);
    let ledger = this.partitions.get(name);
    if (!ledger) this.partitions.set(name, (ledger = { topic, partition, entries: [] }));
    return ledger;
  }
}

function nameOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

function advance(ledger: PartitionLedger): void {
  while (ledger.entries[0]?.done) ledger.committable = ledger.entries.shift()!.lastOffset + 1;
}

function asFatal(error: unknown): SluiceError {
  if (error instanceof SluiceError) return error;
  return new SluiceError('INTERNAL', `delivering a batch: ${String(error)}`, { cause: error });
}
