import type { SluiceError } from '@sluice/contracts';
import type { DeadLetter } from '@sluice/kafka';
import type { RecordBlock } from '@sluice/kafka/consume';

/** A record that can never be stored, still in its block. */
export interface DeadRecord {
  readonly block: RecordBlock;
  readonly row: number;
  /** Step that refused it, in Kafka Connect's words. */
  readonly stage: 'VALUE_CONVERTER' | 'TASK_PUT';
  readonly error: SluiceError;
}

/** Takes the record out of its block, key, value and headers byte for byte. */
export function toDeadLetter(dead: DeadRecord, topic: string, partition: number, connector: string): DeadLetter {
  const { block, row } = dead;
  return {
    origin: { topic, partition, offset: BigInt(block.offsets[row] ?? 0), timestamp: block.timestamps[row] ?? 0 },
    key: block.key(row),
    value: block.value(row),
    headers: block.headers(row),
    error: dead.error,
    stage: dead.stage,
    connector,
  };
}
