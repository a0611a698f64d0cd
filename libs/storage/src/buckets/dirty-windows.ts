import { END_OF_TIME, type TimeWindow } from '../query/time-window.js';
import type { TimeSpan } from '../read/live/touched-windows.js';
import { atMost, joined, without } from './spans.js';

const MAX_FRESH = 2_000;
const MAX_SPANS = 256;

/** All of time that has windows. */
export const ALWAYS: TimeSpan = { from: -END_OF_TIME, to: END_OF_TIME };

/**
 * Windows whose buckets do not tell what the records do any more. One that changes all the time is not due before it has
 * been quiet for a while: until then its bucket would be wrong again at once. Bounded: what is too much counts as dirty
 * with what lies between.
 */
export class DirtyWindows {
  /** Start and time of the last change, the latest last. */
  private readonly fresh = new Map<number, number>();
  private due: readonly TimeSpan[];
  private underWay: readonly TimeSpan[] = [];
  private hull: TimeSpan | undefined;
  private lastStart = Number.NaN;

  /**
   * @param due spans that are dirty from the begin
   * @param range outside there are no records
   */
  constructor(
    private readonly window: TimeWindow,
    private readonly quietMs: number,
    due: readonly TimeSpan[],
    range: TimeSpan | undefined,
  ) {
    this.due = [...due];
    this.hull = range;
  }

  get range(): TimeSpan | undefined {
    return this.hull;
  }

  get isAll(): boolean {
    return this.due[0]?.from === ALWAYS.from && this.due[0].to === ALWAYS.to;
  }

  /** Everything that is dirty, in few spans. */
  get spans(): TimeSpan[] {
    return this.all(this.underWay);
  }

  /** A record with this time came, went or changed. One without a time is in no window. */
  touch(instant: number, now: number): void {
    if (!(Math.abs(instant) < END_OF_TIME)) return;
    const start = this.window.floor(instant);
    if (start === this.lastStart && this.fresh.get(start) === now) return;
    this.lastStart = start;
    this.fresh.delete(start);
    this.fresh.set(start, now);
    this.cover(this.spanOf(start));
    if (this.fresh.size > MAX_FRESH) this.settle(now, MAX_FRESH / 2);
  }

  /** Nobody knows what changed. */
  touchAll(): void {
    this.fresh.clear();
    this.due = [ALWAYS];
  }

  /** Widens the range. */
  cover({ from, to }: TimeSpan): void {
    const { hull } = this;
    if (hull === undefined) this.hull = { from, to };
    else if (from < hull.from || to > hull.to) {
      this.hull = { from: Math.min(hull.from, from), to: Math.max(hull.to, to) };
    }
  }

  /**
   * Spans that are due, to be computed anew. They stay dirty until {@link finish}, and so does what changes in them
   * meanwhile after it.
   */
  begin(now: number): readonly TimeSpan[] {
    this.settle(now, MAX_FRESH);
    [this.underWay, this.due] = [this.due, []];
    return this.underWay;
  }

  /** What will be dirty once these of the spans under way are clean. */
  spansAfter(done: readonly TimeSpan[]): TimeSpan[] {
    return this.all(without(this.underWay, done));
  }

  /** Buckets of these spans were made anew; the others are due again. */
  finish(done: readonly TimeSpan[]): void {
    this.due = joined([...this.due, ...without(this.underWay, done)]);
    this.underWay = [];
  }

  private all(underWay: readonly TimeSpan[]): TimeSpan[] {
    const fresh = [...this.fresh.keys()].map((start) => this.spanOf(start));
    return atMost([...this.due, ...underWay, ...fresh], MAX_SPANS);
  }

  /** Lets what has been quiet become due, and the quietest of what is more than the bound. */
  private settle(now: number, bound: number): void {
    const settled: TimeSpan[] = [];
    for (const [start, at] of this.fresh) {
      if (now - at < this.quietMs && this.fresh.size <= bound) break;
      this.fresh.delete(start);
      settled.push(this.spanOf(start));
    }
    if (settled.length > 0) this.due = atMost(joined([...this.due, ...settled]), MAX_SPANS);
  }

  private spanOf(start: number): TimeSpan {
    return { from: start, to: this.window.next(start) };
  }
}
