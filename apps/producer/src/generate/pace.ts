import { setTimeout as wait } from 'node:timers/promises';

/** Holds a loop to a number of rows a second, counted from the start, so that pauses are caught up. */
export class Pace {
  private readonly started = performance.now();

  constructor(
    private readonly rate: number | undefined,
    private readonly signal: AbortSignal,
  ) {}

  /** Whether the next row's time has not come. */
  isAhead(count: number): boolean {
    return this.rate !== undefined && this.due(count) > performance.now();
  }

  /** Resolves when the next row's time has come, or on abort. */
  async wait(count: number): Promise<void> {
    const delay = this.due(count) - performance.now();
    if (delay <= 0) return;
    await wait(delay, undefined, { signal: this.signal }).catch(() => undefined);
  }

  private due(count: number): number {
    return this.started + (count * 1000) / (this.rate ?? 1);
  }
}
