import { describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { aggregateEvent, follow, type LiveEvent, recordEvent } from './live-stream.js';

const READY = 'retry: 1\nevent: ready\nid: p0\ndata: {}\n\n';
const record = (n: number): string => `event: record\nid: p${n}\ndata: {"n":${n}}\n\n`;

/** A stream of these parts, which then ends, breaks, or says nothing more. */
function streamOf(parts: readonly string[], end: 'ends' | 'breaks' | 'hangs', signal: AbortSignal) {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      signal.addEventListener('abort', () => controller.error(signal.reason));
      for (const part of parts) controller.enqueue(Buffer.from(part));
      if (end === 'ends') controller.close();
    },
    pull(controller) {
      if (end === 'breaks') controller.error(new TypeError('terminated'));
    },
  });
}

type Step = readonly [parts: readonly string[], end: 'ends' | 'breaks' | 'hangs'] | Error;

/** What comes of connections in turn, up to the record with the number `last`; and where each began. */
async function followed(last: number, ...steps: Step[]) {
  const positions: (string | undefined)[] = [];
  const events: LiveEvent<{ n: number }>[] = [];
  const breaks: string[] = [];
  const open = async (position: string | undefined, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> => {
    positions.push(position);
    const step = steps.shift() ?? new Error('asked too often');
    if (step instanceof Error) throw step;
    return streamOf(step[0], step[1], signal);
  };
  const options = { url: 'http://x', idleMs: 50, onBreak: (reason: string) => void breaks.push(reason) };
  for await (const event of follow(open, recordEvent<{ n: number }>, options)) {
    events.push(event);
    if (event.type === 'record' && event.record.n === last) break;
  }
  const numbers = events.flatMap((event) => (event.type === 'record' ? [event.record.n] : []));
  return { positions, numbers, breaks, types: events.map(({ type }) => type) };
}

describe('a live stream', () => {
  it('goes on after the last event, however the connection was lost', async () => {
    const away = new SluiceError('APP_UNAVAILABLE', 'away');
    const { positions, numbers, breaks } = await followed(
      5,
      [[READY, record(1), record(2).slice(0, 9)], 'breaks'],
      away,
      [[READY.replace('p0', 'p1'), record(2)], 'ends'],
      [[record(3), 'event: dropped\ndata: {"reason":"too slow"}\n\n'], 'ends'],
      [[record(4)], 'hangs'],
      [[record(5)], 'hangs'],
    );
    expect(positions).toEqual([undefined, 'p1', 'p1', 'p2', 'p3', 'p4']);
    expect(numbers).toEqual([1, 2, 3, 4, 5]);
    expect(breaks).toHaveLength(5);
    expect(breaks[3]).toContain('too slow');
  });

  it('tells once that it stands, and where changes are missing', async () => {
    const gap = 'event: gap\ndata: {"reason":"long ago"}\n\n';
    const { types } = await followed(2, [[READY, record(1)], 'ends'], [[READY, gap, record(2)], 'ends']);
    expect(types).toEqual(['ready', 'record', 'gap', 'record']);
  });

  it('throws where a further attempt would not help, and where the first one fails', async () => {
    const gone = new SluiceError('DATASET_UNKNOWN', 'gone');
    await expect(followed(9, [[READY], 'ends'], gone)).rejects.toBe(gone);
    await expect(followed(9, new TypeError('fetch failed'))).rejects.toMatchObject({ code: 'APP_UNAVAILABLE' });
  });

  it('ends when it is told to, also while it waits', async () => {
    const stop = new AbortController();
    const open = async (_: string | undefined, signal: AbortSignal) => streamOf([READY], 'hangs', signal);
    const events = follow(open, recordEvent, { url: 'http://x', signal: stop.signal });
    expect((await events.next()).value).toMatchObject({ type: 'ready' });
    const next = events.next();
    stop.abort();
    await expect(next).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('of an aggregate tells all of it anew after each break, and else what changed', async () => {
    const sent = (name: string, data: object): string => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    const answer = (count: number) => ({ data: [{ values: { count } }], meta: { records: count, isExact: true } });
    const span = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:01:00.000Z' };
    const streams = [
      [READY, sent('snapshot', answer(1)), sent('rows', { ...span, ...answer(2) }), sent('other', {})],
      [READY, sent('snapshot', answer(3))],
    ];
    const open = async (_: string | undefined, signal: AbortSignal) => streamOf(streams.shift() ?? [], 'ends', signal);
    const events = follow(open, aggregateEvent, { url: 'http://x' });
    const told = [await events.next(), await events.next(), await events.next(), await events.next()];
    await events.return(undefined);
    expect(told.map(({ value }) => value)).toEqual([
      { type: 'ready' },
      { type: 'snapshot', aggregate: answer(1), json: JSON.stringify(answer(1)) },
      { type: 'rows', ...span, aggregate: answer(2), json: JSON.stringify({ ...span, ...answer(2) }) },
      { type: 'snapshot', aggregate: answer(3), json: JSON.stringify(answer(3)) },
    ]);
  });
});
