import type { TimeWindow } from '../../query/time-window.js';

/** From the start of a window up to the start of another. Milliseconds since the epoch. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

const MAX_WINDOWS = 10_000;
const MAX_SPANS = 16;

/** Which windows records came into since these were last taken. */
export class TouchedWindows {
  private starts = new Set<number>();
  private isAll = false;

  /** @param window undefined where all records are in one */
  constructor(private readonly window: TimeWindow | undefined) {}

  get isNone(): boolean {
    return this.starts.size === 0 && !this.isAll;
  }

  add(instant: number): void {
    if (this.window === undefined) this.isAll = true;
    else if (!Number.isNaN(instant)) this.starts.add(this.window.floor(instant));
    if (this.starts.size > MAX_WINDOWS) this.addAll();
  }

  addAll(): void {
    this.isAll = true;
    this.starts.clear();
  }

  /** Spans of touched windows that follow each other, and few of them; undefined for all of time. Nothing is left. */
  take(): readonly TimeSpan[] | undefined {
    const { window, isAll } = this;
    const starts = [...this.starts].sort((a, b) => a - b);
    this.starts.clear();
    this.isAll = false;
    if (isAll || window === undefined) return undefined;
    const spans: { from: number; to: number }[] = [];
    for (const from of starts) {
      const to = window.next(from);
      const last = spans.at(-1);
      if (last?.to === from) last.to = to;
      else spans.push({ from, to });
    }
    return spans.length <= MAX_SPANS ? spans : [{ from: spans[0]?.from ?? 0, to: spans.at(-1)?.to ?? 0 }];
  }
}
