import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { countNoMore, limitRequests } from './limit-requests.js';

type Hook = (request: object, reply: { raw: EventEmitter }, done: (error?: Error) => void) => void;

/** The hook that is installed, and what becomes of a request. */
function limited(most: number) {
  let hook: Hook = () => undefined;
  const fastify = { addHook: (_: string, added: Hook) => (hook = added) } as unknown as FastifyInstance;
  limitRequests(fastify, most);
  return (url = '/v1/things') => {
    const reply = { raw: new EventEmitter() };
    let error: Error | undefined;
    hook({ routeOptions: { url } }, reply, (given) => (error = given));
    return { reply, error };
  };
}

describe('limitRequests', () => {
  it('turns away what is too much, until a reply has ended, however it ends', () => {
    const ask = limited(2);
    const [first, second] = [ask(), ask()];
    expect([first.error, second.error]).toEqual([undefined, undefined]);
    expect(ask().error).toMatchObject({ code: 'REQUEST_OVERLOAD', status: 503, context: { retryAfterSeconds: 1 } });
    first.reply.raw.emit('close');
    first.reply.raw.emit('close');
    expect(ask().error).toBeUndefined();
    expect(ask().error).toBeDefined();
  });

  it('always takes probes and scrapes', () => {
    const ask = limited(1);
    ask();
    for (const url of ['/health/live', '/health/ready', '/metrics']) expect(ask(url).error).toBeUndefined();
  });

  it('does not count what stays open and waits', () => {
    const ask = limited(1);
    const { reply } = ask();
    countNoMore(reply);
    expect(ask().error).toBeUndefined();
    reply.raw.emit('close');
    expect(ask().error).toBeDefined();
  });
});
