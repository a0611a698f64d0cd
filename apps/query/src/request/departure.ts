import { setMaxListeners } from 'node:events';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Aborts when the client has gone before it had its reply. */
export const Departure = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const departure = new AbortController();
  // A list of datasets asks for each of them at once, and every query listens.
  setMaxListeners(0, departure.signal);
  const { raw } = context.switchToHttp().getResponse<FastifyReply>();
  // Every reply closes in the end, and an abort is dear even where nothing listens any more.
  raw.once('close', () => raw.writableFinished || departure.abort());
  return departure.signal;
});
