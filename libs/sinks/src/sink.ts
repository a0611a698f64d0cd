import type { SluiceError } from '@sluice/contracts';
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
 * `write` resolves only when every record of the batch is durable, was durable already, or is rejected for good; it is
 * idempotent, so the same batch may be written again at any time. A `transient` SluiceError means that nothing is known
 * of the batch and it must be written again; a `fatal` one that this process cannot go on.
 */
export abstract class Sink {
  /** True where records of a partition must be written in order, so that writes of a partition may not overlap. */
  abstract readonly ordered: boolean;
  abstract write(batch: SinkBatch): Promise<WriteOutcome>;
  /** Throws a SluiceError while the store cannot be written. */
  abstract check(): Promise<void>;
  abstract close(): Promise<void>;
}
