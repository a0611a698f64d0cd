import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Nothing from elsewhere and nothing inline: what records hold can neither run nor style. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join(';');

const PREFIX = '/console/';
const A_YEAR = 31_536_000;

/** The page asks who is there itself, and holds no data. */
export const CONSOLE_ROUTES = ['/', '/console', '/console/*'];

/** Serves the console where it was built: its hashed files for ever, its page as it is now. `/` leads to it. */
export function serveConsole(app: NestFastifyApplication): void {
  const root = builtConsole();
  if (root === undefined) return;
  void app.register(fastifyStatic, {
    root,
    prefix: PREFIX,
    decorateReply: false,
    preCompressed: true,
    schemaHide: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = dirname(path).endsWith('assets');
      void reply.header('Cache-Control', isHashed ? `public, max-age=${A_YEAR}, immutable` : 'no-cache');
      void reply.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
      void reply.header('Referrer-Policy', 'no-referrer');
    },
  });
  const fastify = app.getHttpAdapter().getInstance();
  for (const path of ['/', '/console']) fastify.get(path, (_request, reply) => reply.redirect(PREFIX));
}

/** `dist/console` of the folder that this runs in, from the source as from dist; undefined where it was not built. */
function builtConsole(): string | undefined {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const built = join(folder, 'dist/console');
    if (existsSync(join(built, 'index.html'))) return built;
  }
  return undefined;
}
