import type { AggregateSubscriber, LiveEvent, LiveSubscriber } from '@sluice/storage';
import type { ServerResponse } from 'node:http';

/** Bytes that may wait for a client to take them. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** How long a client that was told that it is dropped may take to read that. */
const FAREWELL_MS = 10_000;
const RETRY_MS = 3_000;

/** A reply of server-sent events (WHATWG HTML, section 9.2). */
export class EventStream implements LiveSubscriber, AggregateSubscriber {
  private readonly heartbeat: NodeJS.Timeout;
  private isOver = false;

  /** @param onSent called with the number of records of each batch */
  constructor(
    private readonly reply: ServerResponse,
    heartbeatMs: number,
    private readonly onSent: (count: number) => void,
  ) {
    this.heartbeat = setInterval(() => this.write(': heartbeat\n\n'), heartbeatMs);
    reply.once('close', () => this.stop());
  }

  /**
   * Sends the head, and where the stream begins if it can be taken up again, so that a client that is cut off at once
   * comes back to here.
   */
  begin(position?: string): void {
    this.reply.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Proxies such as nginx would gather events.
      'X-Accel-Buffering': 'no',
    });
    const id = position === undefined ? '' : `id: ${position}\n`;
    this.write(`retry: ${RETRY_MS}\nevent: ready\n${id}data: {}\n\n`);
  }

  onEvents(events: readonly LiveEvent[]): void {
    this.write(bytesOf(events));
    this.onSent(events.length);
  }

  onGap(): void {
    this.write('event: gap\ndata: {"reason":"the changes since then are not known any more"}\n\n');
  }

  onSnapshot(json: string): void {
    this.write(`event: snapshot\ndata: ${json}\n\n`);
  }

  onRows(json: string): void {
    this.write(`event: rows\ndata: ${json}\n\n`);
  }

  onEnd(reason: string): void {
    this.finish('end', reason);
  }

  private write(text: string | Buffer): void {
    if (this.isOver) return;
    this.reply.write(text);
    if (this.reply.writableLength > MAX_WAITING_BYTES) this.finish('dropped', 'the client takes events too slowly');
  }

  private finish(event: 'end' | 'dropped', reason: string): void {
    if (this.isOver) return;
    this.stop();
    this.reply.end(`event: ${event}\ndata: ${JSON.stringify({ reason })}\n\n`);
    this.reply.emit('leaving');
    setTimeout(() => this.reply.destroy(), FAREWELL_MS).unref();
  }

  private stop(): void {
    this.isOver = true;
    clearInterval(this.heartbeat);
  }
}

const written = new WeakMap<readonly LiveEvent[], Buffer>();

/** Encoded once, however many clients get these. */
function bytesOf(events: readonly LiveEvent[]): Buffer {
  const known = written.get(events);
  if (known !== undefined) return known;
  const text = events.map(({ position, json }) => `event: record\nid: ${position}\ndata: ${json}\n\n`).join('');
  const bytes = Buffer.from(text);
  written.set(events, bytes);
  return bytes;
}
