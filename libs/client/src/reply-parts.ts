import { unansweredError } from './query-problem.js';

/** The parts of a reply; an end that came too early is an error, not an end. */
export async function* wholeBytes(
  parts: ReadableStream<Uint8Array>,
  url: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* partsUntil(parts, signal);
  } catch (cause) {
    throw unansweredError(url, cause, signal);
  }
}

/**
 * The parts of a stream until a signal aborts, which throws its reason. A body of `fetch` should do so by itself, but
 * that of Node 20 (undici 6) stays open for ever in some of the cases where the signal aborts while a part is handled.
 */
export async function* partsUntil(
  parts: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = parts.getReader();
  const leave = (): void => void reader.cancel().catch(() => undefined); // one that has failed tells it when read
  signal?.addEventListener('abort', leave, { once: true });
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await reader.read();
      signal?.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener('abort', leave);
    leave();
  }
}
