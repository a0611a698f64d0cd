import type { RecordBlock } from './record-block.js';

/** The records of one partition from one fetch: the unit of decoding, writing and committing. */
export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  readonly blocks: readonly RecordBlock[];
  /** Records in all blocks. */
  readonly count: number;
  /** Bytes of memory the batch holds, the measure for bounds. */
  readonly bytes: number;
  /** Offset that was fetched; the first record's is this or a later one. */
  readonly firstOffset: number;
  /** Offset after which the next fetch goes on; may exceed the last record's by control or compacted records. */
  readonly lastOffset: number;
  /** Aborted when the partition is taken away or the process has no more time: stop retrying, commit nothing. */
  readonly signal: AbortSignal;
}

/**
 * Makes a batch durable. Resolving means that every record of it is in the sink or dead-lettered, and its offset may
 * be committed; the batch's bytes are not read any more. Rejecting with an aborted signal gives the batch back to Kafka; rejecting otherwise is fatal.
 */
export type DeliverBatch = (batch: RecordBatch) => Promise<void>;
