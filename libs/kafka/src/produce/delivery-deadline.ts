import { SluiceError } from '@sluice/contracts';

/**
 * What `work` resolves to, unless the deadline passes or the signal aborts first; `work` then goes on unattended.
 * @throws SluiceError BROKER_UNAVAILABLE after the deadline, SHUTTING_DOWN on abort
 */
export async function acknowledgedBy<T>(deadline: number, signal: AbortSignal, work: Promise<T>): Promise<T> {
  work.catch(() => undefined); // its failure counts only while it is waited for
  if (signal.aborted) throw stopped();
  let timer: NodeJS.Timeout | undefined;
  let abort: (() => void) | undefined;
  const given = new Promise<never>((_, reject) => {
    abort = () => reject(stopped());
    signal.addEventListener('abort', abort, { once: true });
    if (deadline === Infinity) return;
    timer = setTimeout(() => reject(late()), Math.max(0, deadline - performance.now()));
  });
  try {
    return await Promise.race([work, given]);
  } finally {
    clearTimeout(timer);
    if (abort) signal.removeEventListener('abort', abort);
  }
}

function late(): SluiceError {
  return new SluiceError('BROKER_UNAVAILABLE', 'writing to Kafka: no acknowledgement within the delivery time');
}

function stopped(): SluiceError {
  return new SluiceError('SHUTTING_DOWN', 'writing to Kafka: the producer is being closed');
}
