import { SluiceError } from '@sluice/contracts';
import type { FastifyInstance } from 'fastify';
import { OPEN_ROUTES } from './open-routes.js';

const RETRY_AFTER_SECONDS = 1;

const endings = new WeakMap<object, () => void>();

/** For replies that stay open for hours and mostly wait: from now on this one takes nobody's place. */
export function countNoMore(reply: { readonly raw: object }): void {
  endings.get(reply.raw)?.();
}

/**
 * Turns requests away at once, with 503 and Retry-After, while `most` are under way: what is taken is then answered in
 * reasonable time, instead of everything too late. Probes and scrapes are always taken. A request ends with its
 * connection or its last byte.
 */
export function limitRequests(fastify: FastifyInstance, most: number): void {
  let underWay = 0;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (OPEN_ROUTES.has(request.routeOptions.url ?? '')) return done();
    if (underWay >= most) {
      return done(
        new SluiceError('REQUEST_OVERLOAD', `taking a request: ${most} others are under way`, {
          context: { retryAfterSeconds: RETRY_AFTER_SECONDS },
        }),
      );
    }
    underWay += 1;
    const end = (): void => {
      if (endings.delete(reply.raw)) underWay -= 1;
    };
    endings.set(reply.raw, end);
    reply.raw.once('close', end);
    done();
  });
}
