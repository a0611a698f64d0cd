import { setMaxListeners } from 'node:events';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Aborts when the client has gone. */
export const Departure = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const departure = new AbortController();
  // A list of datasets asks for each of them at once, and every query listens.
  setMaxListeners(0, departure.signal);
  context
    .switchToHttp()
    .getResponse<FastifyReply>()
    .raw.once('close', () => departure.abort());
  return departure.signal;
});
