import { setMaxListeners } from 'node:events';

const GIVE_UP_AFTER_MS = 10_000;

interface Interruption {
  /** Aborted by the first Ctrl-C: finish what is in flight. */
  readonly signal: AbortSignal;
  /** Aborted by the second one, or 10 s later: stop waiting for the broker. */
  readonly giveUp: AbortSignal;
  readonly release: () => void;
}

/** Turns SIGINT and SIGTERM into an orderly end. */
export function interruptible(notice: (text: string) => void): Interruption {
  const stop = new AbortController();
  const giveUp = new AbortController();
  // each file of a run listens to it
  setMaxListeners(0, giveUp.signal);
  let timer: NodeJS.Timeout | undefined;
  const onSignal = (): void => {
    if (stop.signal.aborted) {
      giveUp.abort();
      return;
    }
    notice('\nFinishing the batches in flight; press Ctrl-C again to leave them.');
    stop.abort();
    timer = setTimeout(() => giveUp.abort(), GIVE_UP_AFTER_MS);
    timer.unref();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: stop.signal,
    giveUp: giveUp.signal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      clearTimeout(timer);
    },
  };
}
