import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream';
import { parseJson } from './json-text.js';
import { unansweredError } from './query-problem.js';
import { partsUntil } from './reply-parts.js';
import type { Aggregate } from './requests.js';

/** What a live stream of records tells. `position` is where to go on from, as `after` of a later stream. */
export type LiveEvent<R> =
  /** The stream stands: records that are stored from now on come. */
  | { readonly type: 'ready'; readonly position: string | undefined }
  /** `json` is the record as it was sent. */
  | { readonly type: 'record'; readonly position: string | undefined; readonly record: R; readonly json: string }
  /** Changes are missing: they are further back than MongoDB remembers. */
  | { readonly type: 'gap'; readonly reason: string };

/** What a live aggregate tells; `json` is the text that was sent. */
export type AggregateEvent =
  /** The stream stands: what changes from now on comes. */
  | { readonly type: 'ready' }
  /** All of it, in place of all rows before. */
  | { readonly type: 'snapshot'; readonly aggregate: Aggregate; readonly json: string }
  /** Rows in place of all those before whose window begins from `from` on and before `to`. */
  | {
      readonly type: 'rows';
      readonly from: string;
      readonly to: string;
      readonly aggregate: Aggregate;
      readonly json: string;
    };

export interface LiveOptions {
  readonly signal?: AbortSignal | undefined;
  /** Goes on after the event with this position, as far back as the oplog of MongoDB reaches. */
  readonly after?: string | undefined;
  /** Called when the connection is lost and before it is made again. */
  readonly onBreak?: ((reason: string) => void) | undefined;
  /** A stream of which nothing is heard for so long is lost; the app's heartbeats come every 15 s by default. */
  readonly idleMs?: number | undefined;
}

type Open = (after: string | undefined, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;

const IDLE_MS = 60_000;
const RETRY_MS = 3_000;

/**
 * What `read` makes of the events of one stream after another. What can pass is waited for without limit once a stream has stood; the first
 * connection, and what a further attempt would not mend, throws.
 */
export async function* follow<E extends { readonly type: string }>(
  open: Open,
  read: (message: EventSourceMessage, position: string | undefined) => E | undefined,
  options: LiveOptions & { readonly url: string },
): AsyncGenerator<E, void, undefined> {
  const { signal, onBreak, url, idleMs = IDLE_MS } = options;
  let position = options.after;
  let retryMs = RETRY_MS;
  let hasStood = false;
  for (;;) {
    let reason = 'the stream has ended';
    const connection = new Connection(signal, idleMs);
    try {
      const bytes = await open(position, connection.signal);
      for await (const message of connection.messages(bytes, (ms) => (retryMs = ms))) {
        if (message.id !== undefined) position = message.id;
        if (message.event === 'dropped' || message.event === 'end') reason = reasonOf(message);
        const event = read(message, position);
        if (event?.type === 'ready' && hasStood) continue;
        if (event?.type === 'ready') hasStood = true;
        if (event !== undefined) yield event;
      }
    } catch (error) {
      if (signal?.aborted) throw error;
      const failure = unansweredError(url, error);
      const mayPass = failure instanceof SluiceError && failure.kind === 'transient';
      if (!hasStood || !mayPass) throw failure;
      reason = failure.message;
    } finally {
      connection.leave();
    }
    onBreak?.(reason);
    await wait(retryMs, undefined, signal ? { signal } : {});
  }
}

/** One connection, which ends with the caller's signal, or when nothing is heard of it any more. */
class Connection {
  private readonly silence = new AbortController();
  private readonly left = new AbortController();
  readonly signal: AbortSignal;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    outer: AbortSignal | undefined,
    private readonly idleMs: number,
  ) {
    this.signal = AbortSignal.any([this.silence.signal, this.left.signal, ...(outer ? [outer] : [])]);
    this.heard();
  }

  async *messages(
    bytes: ReadableStream<Uint8Array>,
    onRetry: (ms: number) => void,
  ): AsyncGenerator<EventSourceMessage, void, undefined> {
    yield* ReadableStream.from(this.hearing(bytes))
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream({ onRetry }));
  }

  private async *hearing(bytes: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const part of partsUntil(bytes, this.signal)) {
      this.heard();
      yield part;
    }
  }

  leave(): void {
    clearTimeout(this.timer);
    this.left.abort();
  }

  private heard(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.silence.abort(new Error(`nothing came for ${this.idleMs} ms`)), this.idleMs);
  }
}

/** An event of a stream of records. */
export function recordEvent<R>(
  { event, data }: EventSourceMessage,
  position: string | undefined,
): LiveEvent<R> | undefined {
  if (event === 'ready') return { type: 'ready', position };
  if (event === 'record') return { type: 'record', position, record: parseJson(data) as R, json: data };
  return event === 'gap' ? { type: 'gap', reason: reasonIn(data) } : undefined;
}

/** An event of the stream of an aggregate. */
export function aggregateEvent({ event, data }: EventSourceMessage): AggregateEvent | undefined {
  if (event === 'ready') return { type: 'ready' };
  if (event !== 'snapshot' && event !== 'rows') return undefined;
  const { from, to, ...aggregate } = parseJson(data) as Aggregate & { readonly from: string; readonly to: string };
  return event === 'snapshot'
    ? { type: 'snapshot', aggregate, json: data }
    : { type: 'rows', from, to, aggregate, json: data };
}

function reasonOf({ event, data }: EventSourceMessage): string {
  return `${event === 'dropped' ? 'dropped' : 'ended'}: ${reasonIn(data)}`;
}

/** The app sends `{"reason": …}`. */
function reasonIn(data: string): string {
  return (JSON.parse(data) as { readonly reason?: string }).reason ?? 'no reason was given';
}
