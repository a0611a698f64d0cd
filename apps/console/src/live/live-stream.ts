import type { StoredRecord } from '../api/answers.js';
import { request } from '../api/client.js';
import { EventReader } from '../api/event-reader.js';
import { parseJson } from '../api/json.js';
import { type Problem, toProblem } from '../api/problem.js';

export type LiveState =
  | { readonly is: 'connecting' | 'live' | 'away' }
  /** The server will not send more, or will not take the question. */
  | { readonly is: 'over'; readonly problem: Problem | undefined; readonly reason: string };

export interface LiveListener {
  readonly onRecords: (records: readonly StoredRecord[]) => void;
  readonly onState: (state: LiveState) => void;
  /** Records are missing between those before and those to come. */
  readonly onGap: () => void;
}

const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000];

/**
 * Follows a live stream until `signal` aborts. After a break it goes on behind the last record that came. By fetch, as
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
    const records: StoredRecord[] = [];
    for (const { event, id, data } of events.read(decoder.decode(part.value, { stream: true }))) {
      if (id !== undefined) keepId(id);
      if (event === 'record') records.push(parseJson(data) as StoredRecord);
      else if (event === 'gap') listener.onGap();
      else if (event === 'end') return { reason: reasonOf(data) };
      else if (event === 'ready') {
        isReady = true;
        listener.onState({ is: 'live' });
      }
    }
    if (records.length > 0) listener.onRecords(records);
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
