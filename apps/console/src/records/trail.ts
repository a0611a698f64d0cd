/** How somebody came to a page: the API's cursors lead onwards only. */
export interface Step {
  /** Cursor of the page before; undefined for the first page. */
  readonly before: string | undefined;
  /** Pages before this one. */
  readonly index: number;
}

const KEPT = 2_000;

/** Remembers the page before each page that was gone to, as long as the console is open. */
export class Trail {
  private readonly steps = new Map<string, Step>();

  /** Remembers that `next` follows the page of `cursor`. */
  follow(cursor: string | undefined, next: string): void {
    const here = this.stepTo(cursor);
    if (here === undefined || this.steps.has(next)) return;
    this.steps.set(next, { before: cursor, index: here.index + 1 });
    for (const oldest of this.steps.keys()) if (this.steps.size > KEPT) this.steps.delete(oldest);
  }

  /** Undefined where the page was come to by its address. */
  stepTo(cursor: string | undefined): Step | undefined {
    return cursor === undefined ? { before: undefined, index: 0 } : this.steps.get(cursor);
  }
}
