import type { SluiceError } from '@sluice/contracts';
import type { OffsetSet } from './offset-set.js';
import type { SinkBatch } from './sink-batch.js';

/** A record that the sink can never store. */
export interface RejectedRecord {
  /** Index in the batch. */
  readonly index: number;
  /** Of kind `record`. */
  readonly error: SluiceError;
  /** `VALUE_CONVERTER` where the value could not be turned into the store's form, `TASK_PUT` where the store refused. */
  readonly stage: 'VALUE_CONVERTER' | 'TASK_PUT';
}

export interface WriteOutcome {
  /** Records now durable that were not before. */
  readonly stored: number;
  /** Records that were durable already: a redelivery. */
  readonly duplicates: number;
  readonly rejected: readonly RejectedRecord[];
}

/**
 * The port behind which a kind of store stands.
 *
 * `write` takes batches of one topic, at least one, and answers with an outcome for each. It resolves only when every
 * record is durable, was durable already, or is rejected for good; it is idempotent, so the same batches may be written
 * again at any time. A `transient` SluiceError means that nothing is known of any of them and all must be written again;
 * a `fatal` one that this process cannot go on.
 */
export abstract class Sink {
  /** True where records of a partition must be written in order, so that writes of a partition may not overlap. */
  abstract readonly ordered: boolean;
  abstract write(batches: readonly SinkBatch[]): Promise<readonly WriteOutcome[]>;
  /**
   * Adds the offsets of the partition whose records are stored. False where the ids of the store do not tell offsets,
   * so that nothing can be said.
   */
  abstract findStored(topic: string, partition: number, into: OffsetSet): Promise<boolean>;
  /** Throws a SluiceError while the store cannot be written. */
  abstract check(): Promise<void>;
  abstract close(): Promise<void>;
}
