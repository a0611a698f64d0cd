import type { Page } from '../api/answers.js';
import { dropOldest } from '../drop-oldest.js';

const KEPT = 2_000;

/** How many records come before each page that was seen, as long as the console is open: cursors do not tell. */
export class Places {
  private readonly starts = new Map<string, number>();

  /** Records before the page of a cursor; undefined where it was come to by its address. */
  of(cursor: string | undefined): number | undefined {
    return cursor === undefined ? 0 : this.starts.get(cursor);
  }

  /** Remembers the page of a cursor, which shows so many records, and those beside it. */
  saw(cursor: string | undefined, { previous, next, limit }: Page['page'], records: number): void {
    if (cursor !== undefined && previous === null) this.keep(cursor, 0);
    const start = this.of(cursor);
    if (start === undefined) return;
    if (next !== null) this.keep(next, start + records);
    if (previous !== null) this.keep(previous, Math.max(0, start - limit));
  }

  private keep(cursor: string, start: number): void {
    this.starts.set(cursor, start);
    dropOldest(this.starts, KEPT);
  }
}
