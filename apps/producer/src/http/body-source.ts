import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SluiceError } from '@sluice/contracts';
import { type ByteSource, streamSource } from '../input/byte-source.js';

/**
 * The unpacked bytes of a request's body, pulled as they are needed.
 * @throws SluiceError REQUEST_MEDIA_TYPE for an encoding other than gzip; when read, REQUEST_TOO_LARGE beyond the limit
 * and REQUEST_INVALID where the body breaks off or is not gzip
 */
export function bodySource(body: Readable, encoding: string | undefined, limit: number): ByteSource {
  const source = streamSource(unpacked(body, encoding));
  let total = 0;
  return {
    async read(into, at, length) {
      let size: number;
      try {
        size = await source.read(into, at, length);
      } catch (cause) {
        throw new SluiceError('REQUEST_INVALID', 'reading the body: it breaks off or is not what it says', { cause });
      }
      total += size;
      if (total > limit) throw tooLarge(limit);
      return size;
    },
    get consumed() {
      return total;
    },
    close: () => source.close(),
  };
}

function unpacked(body: Readable, encoding: string | undefined): Readable {
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip') {
    throw new SluiceError('REQUEST_MEDIA_TYPE', `reading the body: Content-Encoding ${encoding} is not gzip`);
  }
  const plain = createGunzip();
  body.on('error', (error) => plain.destroy(error));
  return body.pipe(plain);
}

export function tooLarge(limit: number): SluiceError {
  return new SluiceError('REQUEST_TOO_LARGE', `receiving records: the body exceeds ${limit} bytes; send it in parts`, {
    context: { limit },
  });
}
