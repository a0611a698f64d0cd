import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@sluice/storage';
import type { mongo } from 'mongoose';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { QueryBed } from './query-bed.js';
import { seed } from './seed.js';

interface Event {
  event: string;
  id?: string;
  data: Record<string, unknown>;
}

let bed: QueryBed;
const open: Listener[] = [];

/** A client of a live stream. */
class Listener {
  readonly events: Event[] = [];
  heartbeats = 0;
  hasEnded = false;
  private text = '';

  private constructor(readonly reply: IncomingMessage) {
    reply.setEncoding('utf8');
    reply.on('data', (chunk: string) => this.read(chunk));
    reply.on('close', () => (this.hasEnded = true));
    reply.on('error', () => undefined);
  }

  static async open(path: string, headers: Record<string, string> = {}): Promise<Listener> {
    const url = `${bed.url}/v1/datasets${path}`;
    const reply = await new Promise<IncomingMessage>((resolve) => get(url, { headers }, resolve));
    const listener = new Listener(reply);
    open.push(listener);
    await until(() => listener.events.some(({ event }) => event === 'ready'));
    return listener;
  }

  get records(): unknown[] {
    return this.events.filter(({ event }) => event === 'record').map(({ data }) => data['n']);
  }

  private read(chunk: string): void {
    const parts = (this.text + chunk).split('\n\n');
    this.text = parts.pop() ?? '';
    for (const part of parts) {
      if (part.startsWith(':')) this.heartbeats += 1;
      else {
        const fields = new Map(
          part.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        );
        const id = fields.get('id');
        const data = JSON.parse(fields.get('data') ?? '{}') as Record<string, unknown>;
        this.events.push({ event: fields.get('event') ?? '', ...(id === undefined ? {} : { id }), data });
      }
    }
  }
}

let records: mongo.Collection<{ _id: string; n?: number; text?: string }>;
let next = 1;

/** Stores further records with rising numbers. */
async function store(count: number, text = ''): Promise<number[]> {
  const numbers = Array.from({ length: count }, () => next++);
  await records.insertMany(numbers.map((n) => ({ _id: `live#0#${n}`, _ts: new Date(), n, text })));
  return numbers;
}

beforeAll(async () => {
  bed = await QueryBed.open({ QUERY_LIVE_HEARTBEAT_MS: '50' });
  for (const name of ['live', 'doomed']) await seed(bed.connection, name, [{ n: -1, text: 'x' }]);
  records = (await openDatabase(bed.connection, 'testing')).collection('live');
});
afterAll(async () => {
  for (const { reply } of open) reply.destroy();
  await bed.close();
});

describe('a live stream', () => {
  it('tells records as they come, to each by its filter and projection, by one change stream', async () => {
    const all = await Listener.open('/live/live');
    const some = await Listener.open(`/live/live?n[gte]=${next + 3}&fields=n`);
    expect(all.reply.headers['content-type']).toContain('text/event-stream');
    const numbers = await store(6);
    await until(() => all.records.length === 6 && some.records.length === 3);
    expect([all.records, some.records]).toEqual([numbers, numbers.slice(3)]);
    expect(some.events.at(-1)?.data).toEqual({ n: numbers[5] });
    expect(await changeStreams()).toBe(1);
    await records.updateOne({ n: numbers[0] ?? 0 }, { $set: { n: 1_000_000 } });
    await until(() => all.records.at(-1) === 1_000_000 && some.records.at(-1) === 1_000_000);
    for (const { reply } of [all, some]) reply.destroy();
    await until(async () => (await changeStreams()) === 0);
  });

  it('misses nothing while others join that want other records', async () => {
    const first = await Listener.open(`/live/live?n[gte]=${next}`);
    const numbers: number[] = [];
    const enough = new AbortController();
    const storing = (async () => {
      while (!enough.signal.aborted) numbers.push(...(await store(5)));
    })();
    const others: Listener[] = [];
    for (let i = 0; i < 6; i += 1) others.push(await Listener.open(`/live/live?n[gte]=${next + i}&text=`));
    enough.abort();
    await storing;
    const last = await store(1);
    numbers.push(...last);
    await until(() => [first, ...others].every(({ records }) => records.includes(last[0])));
    expect(first.records).toEqual(numbers);
    for (const { records } of others) expect(records).toEqual(numbers.slice(-records.length));
    for (const { reply } of [first, ...others]) reply.destroy();
  });

  it('goes on after the last event that a client has had', async () => {
    const first = await Listener.open('/live/live');
    const before = await store(10);
    await until(() => first.records.length === 10);
    const third = first.events.filter(({ event }) => event === 'record')[2];
    first.reply.destroy();
    const missed = await store(1_500);
    const again = await Listener.open('/live/live', { 'Last-Event-ID': third?.id ?? '' });
    const later = await store(5);
    const expected = [...before.slice(3), ...missed, ...later];
    await until(() => again.records.length >= expected.length);
    expect(again.records).toEqual(expected);
  });

  it('that was cut off before any event goes on from where it began', async () => {
    const first = await Listener.open('/live/live');
    first.reply.destroy();
    const missed = await store(3);
    const again = await Listener.open('/live/live', { 'Last-Event-ID': first.events[0]?.id ?? '' });
    await until(() => again.records.length === 3);
    expect(again.records).toEqual(missed);
  });

  it('shows that it is alive', async () => {
    const silent = await Listener.open('/live/live?n=-5');
    await until(() => silent.heartbeats > 2);
  });

  it('tells a client that is too slow that it is dropped, and others go on', async () => {
    const slow = await Listener.open('/live/live');
    const quick = await Listener.open('/live/live?fields=n');
    slow.reply.pause();
    const text = 'x'.repeat(100_000);
    let sent = 0;
    // Far more than what the kernel and the app let wait.
    while (sent < 300) {
      sent += (await store(20, text)).length;
      const wanted = sent;
      await until(() => quick.records.length === wanted);
    }
    slow.reply.resume();
    await until(() => slow.hasEnded);
    expect(slow.events.at(-1)).toEqual({ event: 'dropped', data: { reason: expect.any(String) } });
    expect(quick.records).toHaveLength(sent);
    quick.reply.destroy();
  }, 30_000);

  it('ends with its dataset', async () => {
    const listener = await Listener.open('/doomed/live');
    expect((await bed.delete('/doomed?confirm=doomed')).status).toBe(204);
    await until(() => listener.hasEnded);
    expect(listener.events.at(-1)).toMatchObject({ event: 'end' });
  });

  it('of a position that is not known tells that changes are missing', async () => {
    const position = (await Listener.open('/live/live')).events[0]?.id ?? '';
    const listener = await Listener.open('/live/live', { 'Last-Event-ID': `${position.slice(0, 18)}ABCDEF` });
    await until(() => listener.events.some(({ event }) => event === 'gap'));
    const numbers = await store(2);
    await until(() => listener.records.length === 2);
    expect(listener.records).toEqual(numbers);
  });

  it('of an aggregate begins with the whole and tells the windows that change', async () => {
    const at = (minute: number): Date => new Date(Date.UTC(2020, 0, 1, 0, minute));
    const records = [0, 1, 2, 3].map((n) => ({ _ts: at(n), n }));
    await seed(bed.connection, 'sums', records);
    const sums = (await openDatabase(bed.connection, 'testing')).collection<{ _id: string; _ts: Date; n: number }>(
      'sums',
    );
    const put = (id: number, n: number, minute: number): Promise<unknown> =>
      sums.replaceOne({ _id: `sums#0#${id}` }, { _ts: at(minute), n }, { upsert: true });
    const query = '/sums/live/aggregate?window=1m&measures=count,sum(n)&n[lt]=100';
    const [one, other] = [await Listener.open(query), await Listener.open(query)];
    expect(await changeStreams('sums')).toBe(1);
    const told = (events: readonly Event[]) => events.filter(({ event }) => event === 'snapshot' || event === 'rows');
    await until(() => told(one.events).length === 1);
    const row = (minute: number, count: number, sum: number) => ({
      window: at(minute).toISOString(),
      values: { count, 'sum(n)': sum },
    });
    expect(told(one.events)[0]?.data['data']).toEqual([0, 1, 2, 3].map((i) => row(i, 1, i)));
    await Promise.all([put(10, 10, 3), put(11, 1_000, 3), put(12, 12, 4)]);
    await until(() => rowsOf(told(one.events)).get(at(4).toISOString()) !== undefined);
    await until(() => JSON.stringify(rowsOf(told(one.events)).get(at(3).toISOString())).includes('13'));
    expect(told(one.events).at(-1)).toMatchObject({ event: 'rows', data: { to: at(5).toISOString() } });
    // one record moves to another window, and one out of the filter
    await put(0, 0, 1);
    await put(2, 2_000, 2);
    const expected = [row(1, 2, 1), row(3, 2, 13), row(4, 1, 12)];
    for (const { events } of [one, other]) {
      await until(() => {
        const rows = [...rowsOf(told(events)).values()];
        return JSON.stringify(rows) === JSON.stringify(expected);
      });
    }
  });

  it.each([
    ['/live/live/aggregate?fill=zero', { status: 400, body: { parameter: 'fill' } }],
    ['/live/live/aggregate?window=3y', { status: 400, body: { parameter: 'window' } }],
    ['/nobody/live/aggregate', { status: 404 }],
  ])('of an aggregate, %s is answered with what would do', async (query, facts) => {
    expect(await bed.get(query)).toMatchObject(facts);
  });

  it.each([
    ['?nobody=1', {}, { status: 400, body: { parameter: 'nobody' } }],
    ['', { 'Last-Event-ID': '{"$gt":""}' }, { status: 400, body: { parameter: 'Last-Event-ID' } }],
  ])('%s %j is answered with what would do', async (query, headers, facts) => {
    expect(await bed.get(`/live/live${query}`, headers)).toMatchObject(facts);
  });
});

/** The rows that a client knows after these events, by window. */
function rowsOf(events: readonly Event[]): Map<string, unknown> {
  let rows = new Map<string, unknown>();
  for (const { event, data } of events) {
    const { from = '', to = '' } = data as { from?: string; to?: string };
    if (event === 'snapshot') rows = new Map();
    for (const window of rows.keys()) if (window >= from && window < to) rows.delete(window);
    for (const row of data['data'] as { window: string }[]) rows.set(row.window, row);
  }
  return new Map([...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function changeStreams(dataset = 'live'): Promise<number> {
  const admin = (await openDatabase(bed.connection, 'watching')).admin();
  const { cursor } = await admin.command({
    aggregate: 1,
    pipeline: [
      { $currentOp: { idleCursors: true, allUsers: true } },
      { $match: { ns: `${bed.connection.name}.${dataset}`, 'cursor.tailable': true } },
    ],
    cursor: {},
  });
  return (cursor as { firstBatch: unknown[] }).firstBatch.length;
}

async function until(condition: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms`);
    await delay(10);
  }
}
