import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { BODY_FORMATS } from './records.controller.js';

/** Hands bodies of records to the controller as streams; Nest's own JSON parser would hold and parse them whole. */
export function streamBodies(app: NestFastifyApplication): void {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  // told of a parser of our own, Nest does not add its one later
  app.useBodyParser('application/json');
  fastify.removeContentTypeParser('application/json');
  for (const type of Object.keys(BODY_FORMATS)) {
    fastify.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  }
}
