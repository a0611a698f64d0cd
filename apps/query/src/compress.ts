import type { FastifyInstance } from 'fastify';
import { Readable } from 'node:stream';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';

/** Below this many bytes compression costs more than it saves. */
const THRESHOLD = 2_048;
/** JSON, CSV, Arrow and what belongs to the documentation; Parquet is compressed, and events must not wait. */
const COMPRESSIBLE =
  /^(?:application\/(?:\S+\+)?(?:json|x-ndjson|javascript)|application\/vnd\.apache\.arrow|text\/(?!event-stream))/;
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const GZIP = { level: 3 };

type Encoding = 'br' | 'gzip';

/**
 * Compresses replies for clients that say they take it, Brotli rather than gzip, both at settings that are fast. What is
 * in memory is compressed at once and off the main thread, what is streamed as it goes.
 */
export function compressReplies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload: unknown, done) => {
    const type = reply.getHeader('content-type');
    const isStream = payload instanceof Readable;
    if (typeof type !== 'string' || !(isStream || isLarge(payload))) return done();
    if (!COMPRESSIBLE.test(type) || reply.hasHeader('content-encoding')) return done();
    void reply.header('Vary', 'Accept-Encoding');
    const encoding = preferred(request.headers['accept-encoding']);
    if (encoding === undefined || reply.statusCode === 304) return done();
    void reply.header('Content-Encoding', encoding).removeHeader('content-length');
    if (isStream) return done(null, compressed(payload, encoding));
    if (encoding === 'br') brotliCompress(payload, BROTLI, done);
    else gzip(payload, GZIP, done);
  });
}

function isLarge(payload: unknown): payload is string | Buffer {
  return (typeof payload === 'string' || Buffer.isBuffer(payload)) && payload.length >= THRESHOLD;
}

function compressed(payload: Readable, encoding: Encoding): Readable {
  const packed = encoding === 'br' ? createBrotliCompress(BROTLI) : createGzip(GZIP);
  payload.once('error', (error) => packed.destroy(error));
  packed.once('close', () => payload.destroy());
  return payload.pipe(packed);
}

/** The encoding that a client takes, by RFC 9110; one with `q=0` is refused. */
function preferred(header: string | undefined): Encoding | undefined {
  if (header === undefined) return undefined;
  const taken = new Set<string>();
  for (const part of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    if (!parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter))) taken.add(name);
  }
  return (['br', 'gzip'] as const).find((encoding) => taken.has(encoding));
}
