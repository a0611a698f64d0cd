import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';

const FIRST_MS = 100;
const LONGEST_MS = 10_000;

/**
 * Repeats the work while it fails with a transient error, without limit: back-off doubles from 0.1 s to 10 s, half of
 * it jitter. Other errors pass through. Rejects with SHUTTING_DOWN once the signal aborts.
 */
export async function retryWhileTransient<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  onRetry: (error: SluiceError, retryInMs: number) => void,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    if (signal.aborted) throw new SluiceError('SHUTTING_DOWN', 'delivering a batch: it was given back to Kafka');
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SluiceError) || error.kind !== 'transient') throw error;
      const delay = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt) * (0.5 + Math.random() / 2);
      onRetry(error, delay);
      await wait(delay, undefined, { signal }).catch(() => undefined);
    }
  }
}
