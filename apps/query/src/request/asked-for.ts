import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { FastifyRequest } from 'fastify';
import type { Asked, ParameterTable } from './parameters.js';
import { readBody, readBodyStrictly } from './read-body.js';
import { readUrl, readUrlStrictly } from './read-url.js';

/**
 * A decorator for what a request asks for: of the JSON body where the method is POST, else of the URL.
 * @param read makes the request of the parameters and filters
 */
export function askedFor<T extends ParameterTable, R>(table: T, read: (asked: Asked<T>) => R) {
  return createParamDecorator((_: unknown, context: ExecutionContext): R => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return read(request.method === 'POST' ? readBody(jsonOf(request), table) : readUrl(request.url, table));
  });
}

/** As {@link askedFor}, for routes without filters. */
export function askedWithoutFilters<T extends ParameterTable, R>(table: T, read: (asked: Asked<T>) => R) {
  return createParamDecorator((_: unknown, context: ExecutionContext): R => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return read(
      request.method === 'POST' ? readBodyStrictly(jsonOf(request), table) : readUrlStrictly(request.url, table),
    );
  });
}

/** The body, unless it came as something else: `curl -d` without a header sends a form, whose names would be told wrong. */
function jsonOf({ body, headers }: FastifyRequest): unknown {
  const type = headers['content-type'];
  if (type === undefined || /^application\/(?:.+\+)?json\b/i.test(type)) return body;
  throw new SluiceError(
    'REQUEST_MEDIA_TYPE',
    `reading the body: it came as ${type.split(';')[0]}; send JSON with Content-Type: application/json`,
  );
}
