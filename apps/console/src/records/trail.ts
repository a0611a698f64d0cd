/** How somebody came to a page: the API's cursors lead onwards only. */
export interface Step {
  /** Cursor of the page before; undefined for the first page. */
  readonly before: string | undefined;
  /** Records before this page. */
  readonly start: number;
}

const KEPT = 2_000;

/** Remembers the page before each page that was gone to, as long as the console is open. */
export class Trail {
  private readonly steps = new Map<string, Step>();

  /** Remembers that `next` follows the page of `cursor`, which has so many records. */
  follow(cursor: string | undefined, next: string, records: number): void {
    const here = this.stepTo(cursor);
    if (here !== undefined && !this.steps.has(next)) this.keep(next, { before: cursor, start: here.start + records });
  }

  /** Remembers how a page that was come to by its address could have been come to. */
  keep(cursor: string, step: Step): void {
    this.steps.set(cursor, step);
    for (const oldest of this.steps.keys()) if (this.steps.size > KEPT) this.steps.delete(oldest);
  }

  /** Undefined where the page was come to by its address, and nobody has looked for the way. */
  stepTo(cursor: string | undefined): Step | undefined {
    return cursor === undefined ? { before: undefined, start: 0 } : this.steps.get(cursor);
  }
}
