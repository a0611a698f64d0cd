import { request } from '../api/client.js';
import { EventReader, type ServerEvent } from '../api/event-reader.js';
import { parseJson } from '../api/json.js';
import { type Problem, toProblem } from '../api/problem.js';

export type LiveState =
  | { readonly is: 'connecting' | 'live' | 'away' }
  /** The server will not send more, or will not take the question. */
  | { readonly is: 'over'; readonly problem: Problem | undefined; readonly reason: string };

export interface LiveListener {
  /** Events that came together, but for those that tell the state of the stream. */
  readonly onEvents: (events: readonly ServerEvent[]) => void;
  readonly onState: (state: LiveState) => void;
}

const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000];

/**
 * Follows a live stream until `signal` aborts. After a break it goes on behind the last event that had an id. By fetch, as
 * EventSource sends no credentials in headers.
 */
export async function follow(path: string, listener: LiveListener, signal: AbortSignal): Promise<void> {
  let lastId: string | undefined;
  let tries = 0;
  listener.onState({ is: 'connecting' });
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = lastId === undefined ? {} : { 'Last-Event-ID': lastId };
      const reply = await request(path, { signal, headers, cache: 'no-store' });
      const end = await take(reply, listener, (id) => (lastId = id));
      if (end === 'ready') tries = 0;
      else if (end !== undefined) {
        listener.onState({ is: 'over', problem: undefined, reason: end.reason });
        return;
      }
    } catch (error) {
      if (signal.aborted) return;
      const problem = toProblem(error);
      const isFinal = problem.status >= 400 && problem.status < 500 && problem.status !== 429;
      if (isFinal) {
        listener.onState({ is: 'over', problem, reason: problem.message });
        return;
      }
    }
    if (signal.aborted) return;
    listener.onState({ is: 'away' });
    await pause(RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)] ?? 0, signal);
  }
}

/** Tells events until the reply ends; answers the reason where the server said that it is over, or how far it came. */
async function take(
  reply: Response,
  listener: LiveListener,
  keepId: (id: string) => void,
): Promise<{ readonly reason: string } | 'ready' | undefined> {
  const events = new EventReader();
  const decoder = new TextDecoder();
  const body = reply.body?.getReader();
  let isReady = false;
  for (let part = await body?.read(); part && !part.done; part = await body?.read()) {
    const others: ServerEvent[] = [];
    for (const one of events.read(decoder.decode(part.value, { stream: true }))) {
      if (one.id !== undefined) keepId(one.id);
      if (one.event === 'end') return { reason: reasonOf(one.data) };
      if (one.event === 'ready') {
        isReady = true;
        listener.onState({ is: 'live' });
      } else others.push(one);
    }
    if (others.length > 0) listener.onEvents(others);
  }
  return isReady ? 'ready' : undefined;
}

function reasonOf(data: string): string {
  const { reason } = parseJson(data) as { reason?: string };
  return reason ?? 'the stream has ended';
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const end = (): void => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', end, { once: true });
  });
}
