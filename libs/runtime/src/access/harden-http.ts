import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SluiceError } from '@sluice/contracts';
import { callerOf } from './access-control.js';

/** Security headers for every reply and, where `perMinute` is above 0, a limit for each caller or address. */
export async function hardenHttp(app: NestFastifyApplication, perMinute: number): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Swagger UI styles its page from within.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        // TLS ends in front of the app, if anywhere.
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  });
  if (perMinute === 0) return;
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: '1 minute',
    // Behind access control, which knows the caller.
    hook: 'preHandler',
    keyGenerator: (request) => callerOf(request)?.name ?? request.ip,
    errorResponseBuilder: (_request, { max, ttl }) =>
      new SluiceError('REQUEST_TOO_MANY', `counting requests: more than ${max} within a minute`, {
        context: { retryAfterSeconds: Math.ceil(ttl / 1000) },
      }),
  });
}
