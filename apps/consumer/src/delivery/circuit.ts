import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import { backOffMs } from './back-off.js';
import { isUnclassified } from './is-unclassified.js';

export interface RetryLimits {
  /** Longest pause between two attempts, ms. */
  readonly longestDelayMs: number;
  /** For how long errors of unknown kind are tried again, ms. */
  readonly unclassifiedMs: number;
}

/** closed: all goes through. open: nothing does, for a while. half-open: one attempt finds out. */
export type CircuitState = 'closed' | 'open' | 'half-open';

/**
 * Stands before a service that may be away. A transient failure opens it: then one attempt at a time finds out whether
 * the service is back, after pauses that double from 0.1 s, half of each jitter, while all other work waits. The first
 * success lets everything through again. After Nygard, "Release It!", circuit breaker.
 */
export class Circuit {
  /** Attempts that failed since the last one that did not. */
  failures = 0;
  /** On the monotonic clock: a wall clock may jump. */
  private retryAt = 0;
  private isTrying = false;
  /** An attempt that began before the last failure says nothing new by failing too. */
  private wave = 0;
  private readonly waiters = new Set<() => void>();

  constructor(private readonly limits: RetryLimits) {}

  get state(): CircuitState {
    if (this.failures === 0) return 'closed';
    return this.retryAt > performance.now() ? 'open' : 'half-open';
  }

  /**
   * Repeats the work while it fails with a transient error, without limit, and with an unclassified one for as long as
   * the limits say. Other errors pass through. Rejects with SHUTTING_DOWN once the signal aborts.
   * @param onFailure told of each failure that another attempt follows
   */
  async run<T>(
    work: () => Promise<T>,
    signal: AbortSignal,
    onFailure: (error: SluiceError) => void = () => undefined,
    unclassifiedMs = this.limits.unclassifiedMs,
  ): Promise<T> {
    const until = performance.now() + unclassifiedMs;
    for (let unclassified = 0; ;) {
      const end = await this.begin(signal);
      let failure: unknown;
      try {
        const result = await work();
        end(false);
        return result;
      } catch (error) {
        failure = error;
      }
      const isTransient = failure instanceof SluiceError && failure.kind === 'transient';
      end(isTransient);
      if (!isTransient && (!isUnclassified(failure) || performance.now() >= until)) throw failure;
      if (failure instanceof SluiceError) onFailure(failure);
      if (isTransient) continue;
      const pause = Math.min(until - performance.now(), backOffMs(unclassified++, this.limits.longestDelayMs));
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves when an attempt may begin, with what to call at its end: whether the service was away. */
  private async begin(signal: AbortSignal): Promise<(wasAway: boolean) => void> {
    const isTrial = await this.admitted(signal);
    const { wave } = this;
    return (wasAway) => {
      if (isTrial) this.isTrying = false;
      if (!wasAway) this.failures = 0;
      else if (wave === this.wave) this.open();
      this.wake();
    };
  }

  private open(): void {
    this.wave += 1;
    this.retryAt = performance.now() + backOffMs(this.failures, this.limits.longestDelayMs);
    this.failures += 1;
  }

  /** True where the attempt alone finds out for all. */
  private async admitted(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      if (signal.aborted) throw new SluiceError('SHUTTING_DOWN', 'delivering a batch: it was given back to Kafka');
      if (this.failures === 0) return false;
      if (this.isTrying) {
        await this.woken(signal);
        continue;
      }
      this.isTrying = true;
      await wait(Math.max(0, this.retryAt - performance.now()), undefined, { signal }).catch(() => undefined);
      if (!signal.aborted && this.failures > 0) return true;
      this.isTrying = false;
      this.wake();
    }
  }

  private woken(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        this.waiters.delete(go);
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.waiters.add(go);
      signal.addEventListener('abort', go, { once: true });
    });
  }

  private wake(): void {
    for (const go of this.waiters) go(); // each takes itself out
  }
}
