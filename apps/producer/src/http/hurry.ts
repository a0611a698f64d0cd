import { SluiceError } from '@sluice/contracts';
import type { ByteSource } from '../input/byte-source.js';

/** How slowly a body may come. */
export interface BodyPace {
  /** Time that a client may take whatever it sends. Milliseconds. */
  readonly graceMs: number;
  /** Bytes that each second beyond it must have brought. 0: no limit. */
  readonly bytesPerSecond: number;
}

/**
 * A source that its client must keep feeding, since a body that comes byte by byte holds the memory of a request. Only
 * the time counts in which more was wanted and did not come, not that in which the broker is slow.
 * @throws SluiceError when read, REQUEST_TIMEOUT
 */
export function hurry(source: ByteSource, { graceMs, bytesPerSecond }: BodyPace): ByteSource {
  if (bytesPerSecond === 0) return source;
  let waitedMs = 0;
  let bytes = 0;
  return {
    async read(into, at, length) {
      const leftMs = graceMs + (bytes / bytesPerSecond) * 1_000 - waitedMs;
      const began = performance.now();
      const size = await within(leftMs, source.read(into, at, length));
      waitedMs += performance.now() - began;
      bytes += size;
      return size;
    },
    get consumed() {
      return source.consumed;
    },
    close: () => source.close(),
  };
}

/** A longer timer would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  work.catch(() => undefined); // its failure counts only while it is waited for
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = (): SluiceError => new SluiceError('REQUEST_TIMEOUT', 'receiving records: the body comes too slowly');
    timer = setTimeout(() => reject(error()), Math.min(Math.max(0, ms), LONGEST_MS));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
