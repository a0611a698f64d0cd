import { describe, expect, it } from '@jest/globals';
import { EventReader } from './event-reader.js';

const STREAM =
  'retry: 3000\nevent: ready\nid: a1\ndata: {}\n\n: heartbeat\n\nevent: record\nid: a2\ndata: {"x":1,\ndata: "y":2}\n\n';
const EVENTS = [
  { event: 'ready', id: 'a1', data: '{}' },
  { event: 'record', id: 'a2', data: '{"x":1,\n"y":2}' },
];

describe('reading server-sent events', () => {
  it.each([1, 2, 7, 1_000])('cut into pieces of %d characters', (size) => {
    const reader = new EventReader();
    const pieces = STREAM.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
    expect(pieces.flatMap((piece) => reader.read(piece))).toEqual(EVENTS);
  });

  it('waits for the end of an event', () => {
    const reader = new EventReader();
    expect(reader.read('data: 1\n')).toEqual([]);
    expect(reader.read('\n')).toEqual([{ event: 'message', id: undefined, data: '1' }]);
  });
});
