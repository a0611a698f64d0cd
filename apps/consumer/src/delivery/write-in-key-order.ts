import { HEADER_REPLAY, SluiceError } from '@sluice/contracts';
import type { RecordBlock } from '@sluice/kafka/consume';
import type { RejectedRecord, SinkBatch, WriteOutcome } from '@sluice/sinks';
import type { DeadRecord } from './dead-record.js';
import type { HeldKeys } from './held-keys.js';

const REPLAY_HEADER = Buffer.from(HEADER_REPLAY);

export interface KeyOrderedWrite {
  readonly stored: number;
  readonly duplicates: number;
  /** What the sink refused, and what is held behind it. */
  readonly refused: readonly DeadRecord[];
}

/**
 * Writes a batch so that no record is stored behind a refused one of its key: in rounds, the first records of all keys,
 * then the second ones, and so on, each round without the keys that were refused by then. Notes in `held` what is
 * refused. A batch takes as many writes as its most frequent key has records.
 */
export async function writeInKeyOrder(
  batch: SinkBatch,
  held: HeldKeys,
  write: (part: SinkBatch) => Promise<WriteOutcome>,
): Promise<KeyOrderedWrite> {
  const refused: DeadRecord[] = [];
  let [stored, duplicates] = [0, 0];
  const refuse = (index: number, { stage, error }: Pick<RejectedRecord, 'stage' | 'error'>): void => {
    const dead: DeadRecord = { block: batch.blocks[index]!, row: batch.rows[index]!, stage, error };
    refused.push(dead);
    noteRefused(held, dead);
  };
  for (const round of roundsOf(batch)) {
    const free: number[] = [];
    for (const index of round) {
      if (isHeld(held, batch.blocks[index]!, batch.rows[index]!))
        refuse(index, { stage: 'TASK_PUT', error: waiting() });
      else free.push(index);
    }
    if (free.length === 0) continue;
    const outcome = await write(batch.pick(free));
    stored += outcome.stored;
    duplicates += outcome.duplicates;
    for (const rejected of outcome.rejected) refuse(free[rejected.index]!, rejected);
  }
  return { stored, duplicates, refused };
}

/** A refused record holds up those of its key; one without a key holds up nothing. */
export function noteRefused(held: HeldKeys, { block, row }: DeadRecord): void {
  const key = keyOf(block, row);
  if (key !== undefined) held.note(key, block.offsets[row]!, replaysOf(block, row));
}

/** How many times a record was replayed. */
export function replaysOf(block: RecordBlock, row: number): number {
  const count = block.hasHeaders(row) ? Number(block.header(row, REPLAY_HEADER)?.toString('latin1')) : 0;
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

function isHeld(held: HeldKeys, block: RecordBlock, row: number): boolean {
  if (held.isEmpty) return false;
  const key = keyOf(block, row);
  return key !== undefined && held.holds(key, block.offsets[row]!, replaysOf(block, row));
}

/** The n-th round has the n-th record of each key; records without a key have no order and go with the first. */
function roundsOf(batch: SinkBatch): number[][] {
  const seen = new Map<string, number>();
  const rounds: number[][] = [];
  for (let index = 0; index < batch.count; index += 1) {
    const key = keyOf(batch.blocks[index]!, batch.rows[index]!);
    const round = key === undefined ? 0 : (seen.get(key) ?? 0);
    if (key !== undefined) seen.set(key, round + 1);
    (rounds[round] ??= []).push(index);
  }
  return rounds;
}

function keyOf(block: RecordBlock, row: number): string | undefined {
  return block.key(row)?.toString('latin1');
}

function waiting(): SluiceError {
  return new SluiceError('KEY_QUARANTINED', 'storing a record: an earlier one of its key is a dead letter');
}
