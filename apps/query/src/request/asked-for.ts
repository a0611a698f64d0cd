import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
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
    const { method, url, body } = context.switchToHttp().getRequest<FastifyRequest>();
    return read(method === 'POST' ? readBody(body, table) : readUrl(url, table));
  });
}

/** As {@link askedFor}, for routes without filters. */
export function askedWithoutFilters<T extends ParameterTable, R>(table: T, read: (asked: Asked<T>) => R) {
  return createParamDecorator((_: unknown, context: ExecutionContext): R => {
    const { method, url, body } = context.switchToHttp().getRequest<FastifyRequest>();
    return read(method === 'POST' ? readBodyStrictly(body, table) : readUrlStrictly(url, table));
  });
}
