import { SluiceError } from '@sluice/contracts';
import type { RejectedRecord, SinkBatch, WriteOutcome } from '@sluice/sinks';
import { isUnclassified } from './is-unclassified.js';

/** So many fail without one that passes: it is not the records. */
const MAX_SUSPECTS = 16;

export type WriteBatch = (batch: SinkBatch) => Promise<WriteOutcome>;

interface Suspect {
  readonly rejected: RejectedRecord[];
  readonly index: number;
  readonly error: unknown;
}

/**
 * Finds by halving the records for which a sink fails in a way that is not known. A record is at fault only where,
 * after it failed alone, another one passes: what the sink took before is written again to see that it still does.
 */
export class FaultSearch {
  private suspects: Suspect[] = [];
  /** The record that was stored last; writing it again changes nothing, as nothing was stored behind it. */
  private witness: SinkBatch | undefined;

  constructor(private readonly write: WriteBatch) {}

  /**
   * Outcomes in the order of the batches, records at fault rejected with RECORD_FAILED. Undefined where nothing tells
   * records at fault from a sink in trouble; what was stored stays. Errors that are known pass through.
   */
  async search(batches: readonly SinkBatch[]): Promise<readonly WriteOutcome[] | undefined> {
    const outcomes: WriteOutcome[] = [];
    for (const batch of batches) {
      const rejected: RejectedRecord[] = [];
      const counts = await this.halve(batch, 0, batch.count, rejected);
      if (counts === undefined) return undefined;
      outcomes.push({ ...counts, rejected });
    }
    return this.suspects.length === 0 || (await this.confirm()) ? outcomes : undefined;
  }

  private async halve(
    batch: SinkBatch,
    from: number,
    to: number,
    rejected: RejectedRecord[],
  ): Promise<{ stored: number; duplicates: number } | undefined> {
    try {
      const outcome = await this.write(batch.slice(from, to));
      for (const one of outcome.rejected) rejected.push({ ...one, index: one.index + from });
      this.passed(batch, from, to, outcome);
      return outcome;
    } catch (error) {
      if (!isUnclassified(error)) throw error;
      if (to - from === 1) {
        this.suspects.push({ rejected, index: from, error });
        const isOver = this.suspects.length >= MAX_SUSPECTS && !(await this.confirm());
        return isOver ? undefined : { stored: 0, duplicates: 0 };
      }
    }
    const middle = (from + to) >> 1;
    const left = await this.halve(batch, from, middle, rejected);
    const right = left && (await this.halve(batch, middle, to, rejected));
    return right && { stored: left.stored + right.stored, duplicates: left.duplicates + right.duplicates };
  }

  private passed(batch: SinkBatch, from: number, to: number, { rejected }: WriteOutcome): void {
    const refused = new Set(rejected.map(({ index }) => index + from));
    for (let index = to - 1; index >= from; index -= 1) {
      if (refused.has(index)) continue;
      this.witness = batch.slice(index, index + 1);
      this.convict();
      return;
    }
  }

  /** Whether the sink takes what it took before. */
  private async confirm(): Promise<boolean> {
    if (this.witness === undefined) return false;
    try {
      await this.write(this.witness);
    } catch (error) {
      if (!isUnclassified(error)) throw error;
      return false;
    }
    this.convict();
    return true;
  }

  private convict(): void {
    for (const { rejected, index, error } of this.suspects) rejected.push(rejectedFor(index, error));
    this.suspects = [];
  }
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
