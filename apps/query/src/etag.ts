import { hash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/**
 * Gives every reply to a GET that is in memory a weak ETag of its bytes, and answers 304 where the client has it. Weak,
 * since a compressed reply is the same reply. What is streamed has none.
 */
export function tagReplies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const isTagged = reply.statusCode === 200 && (request.method === 'GET' || request.method === 'HEAD');
    if (!isTagged || !(typeof payload === 'string' || Buffer.isBuffer(payload)) || reply.hasHeader('etag')) {
      done();
      return;
    }
    const tag = `W/"${hash('sha1', payload, 'base64url')}"`;
    void reply.header('ETag', tag);
    if (!isKnown(request.headers['if-none-match'], tag)) {
      done();
      return;
    }
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, '');
  });
}

function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const opaque = tag.slice(2);
  return header.split(',').some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '') === opaque);
}
