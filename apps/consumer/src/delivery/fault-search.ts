import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import type { RejectedRecord, SinkBatch, WriteOutcome } from '@sluice/sinks';
import { isUnclassified } from './is-unclassified.js';

/** So many fail without one that passes: it is not the records. */
const MAX_SUSPECTS = 16;
/** How often the first suspect of a search must fail while another record passes; a store may be in and out of trouble. */
const TRIALS = 3;
const PAUSE_MS = 100;

export type WriteBatch = (batch: SinkBatch) => Promise<WriteOutcome>;

interface Suspect {
  readonly alone: SinkBatch;
  readonly rejected: RejectedRecord[];
  readonly index: number;
  readonly error: unknown;
}

/**
 * Finds by halving the records for which a sink fails in a way that is not known. A record is at fault only where it
 * goes on failing alone while another one passes: what the sink took before is written again, and changes nothing, as
 * nothing was stored behind it.
 */
export class FaultSearch {
  private suspects: Suspect[] = [];
  /** The record that was stored last. */
  private witness: SinkBatch | undefined;
  private trials = TRIALS;

  constructor(private readonly write: WriteBatch) {}

  /**
   * Outcomes in the order of the batches, records at fault rejected with RECORD_FAILED. Undefined where the sink, not a
   * record, seems to be at fault: all must be written again, what was stored stays. Errors that are known pass through.
   */
  async search(batches: readonly SinkBatch[]): Promise<readonly WriteOutcome[] | undefined> {
    const outcomes: WriteOutcome[] = [];
    for (const batch of batches) {
      const rejected: RejectedRecord[] = [];
      const counts = await this.halve(batch, 0, batch.count, rejected);
      if (counts === undefined) return undefined;
      outcomes.push({ ...counts, rejected });
    }
    return (await this.areGuilty()) ? outcomes : undefined;
  }

  private async halve(
    batch: SinkBatch,
    from: number,
    to: number,
    rejected: RejectedRecord[],
  ): Promise<{ stored: number; duplicates: number } | undefined> {
    const part = batch.slice(from, to);
    const outcome = await this.tried(part);
    if (!(outcome instanceof Failure)) {
      for (const one of outcome.rejected) rejected.push({ ...one, index: one.index + from });
      this.noteWitness(part, outcome);
      return outcome;
    }
    if (to - from === 1) {
      this.suspects.push({ alone: part, rejected, index: from, error: outcome.error });
      const isOver = this.suspects.length >= MAX_SUSPECTS && !(await this.areGuilty());
      return isOver ? undefined : { stored: 0, duplicates: 0 };
    }
    const middle = (from + to) >> 1;
    const left = await this.halve(batch, from, middle, rejected);
    const right = left && (await this.halve(batch, middle, to, rejected));
    return right && { stored: left.stored + right.stored, duplicates: left.duplicates + right.duplicates };
  }

  /** The outcome, or the failure where it is not known what it means. */
  private async tried(batch: SinkBatch): Promise<WriteOutcome | Failure> {
    try {
      return await this.write(batch);
    } catch (error) {
      if (!isUnclassified(error)) throw error;
      return new Failure(error);
    }
  }

  /** A refused record says nothing: the sink may not have seen it. */
  private noteWitness(part: SinkBatch, { rejected }: WriteOutcome): void {
    const refused = new Set(rejected.map(({ index }) => index));
    for (let index = part.count - 1; index >= 0; index -= 1) {
      if (refused.has(index)) continue;
      this.witness = part.slice(index, index + 1);
      return;
    }
  }

  /** Whether every suspect fails once more, and the sink takes the witness; then they are rejected. */
  private async areGuilty(): Promise<boolean> {
    for (const { alone, rejected, index, error } of this.suspects) {
      for (let trial = 0; trial < this.trials; trial += 1) {
        if (trial > 0) await wait(PAUSE_MS);
        if (!((await this.tried(alone)) instanceof Failure)) return false;
        if (this.witness === undefined || (await this.tried(this.witness)) instanceof Failure) return false;
      }
      this.trials = 1;
      rejected.push(rejectedFor(index, error));
    }
    this.suspects = [];
    return true;
  }
}

class Failure {
  constructor(readonly error: unknown) {}
}

/** What a record becomes that fails alone for a reason that is not known. */
export function rejectedFor(index: number, cause: unknown): RejectedRecord {
  const known = cause instanceof SluiceError ? cause : undefined;
  const why = known?.message ?? (cause instanceof Error ? cause.name : 'an unknown error');
  const error = new SluiceError('RECORD_FAILED', `storing a record: it fails also alone, while others pass: ${why}`, {
    cause,
    context: known ? { ...known.context, code: known.code } : {},
  });
  return { index, error, stage: 'TASK_PUT' };
}
