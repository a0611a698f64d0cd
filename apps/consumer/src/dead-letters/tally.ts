import type { SluiceError } from '@sluice/contracts';

const MAX_LISTED = 100;

/** A letter that could not be replayed or discarded. */
export interface LetterFailure {
  readonly partition: number;
  readonly offset: number;
  readonly code: string;
  readonly message: string;
}

/** What became of the letters of one request: `matched` is the sum of the others. */
export class Tally {
  done = 0;
  skipped = 0;
  failed = 0;
  readonly failures: LetterFailure[] = [];

  get matched(): number {
    return this.done + this.skipped + this.failed;
  }

  fail({ partition, offset }: { partition: number; offset: bigint }, { code, message }: SluiceError): void {
    this.failed++;
    if (this.failures.length < MAX_LISTED) this.failures.push({ partition, offset: Number(offset), code, message });
  }
}
