import { open } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A stream of bytes that its reader pulls into a buffer of its own. */
export interface ByteSource {
  /** Reads up to `length` bytes to position `at`. @returns how many; 0 at the end. */
  read(into: Buffer, at: number, length: number): Promise<number>;
  /** Bytes taken from the file so far: compressed ones of a .gz, for progress. */
  readonly consumed: number;
  close(): Promise<void>;
}

/** A file from a byte offset on; of a `.gz` the offset counts uncompressed bytes, which are read and dropped. */
export async function openFile(path: string, offset = 0): Promise<ByteSource> {
  if (path.endsWith('.gz')) return openGzip(path, offset);
  const handle = await open(path, 'r');
  let position = offset;
  return {
    async read(into, at, length) {
      const { bytesRead } = await handle.read(into, at, length, position);
      position += bytesRead;
      return bytesRead;
    },
    get consumed() {
      return position;
    },
    close: () => handle.close(),
  };
}

async function openGzip(path: string, offset: number): Promise<ByteSource> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const plain = createGunzip();
  file.on('error', (error) => plain.destroy(error));
  const inner = streamSource(file.pipe(plain));
  const scratch = Buffer.allocUnsafe(64 * 1024);
  for (let left = offset; left > 0;) {
    const got = await inner.read(scratch, 0, Math.min(left, scratch.length));
    if (got === 0) break;
    left -= got;
  }
  return {
    read: (into, at, length) => inner.read(into, at, length),
    get consumed() {
      return file.bytesRead;
    },
    async close() {
      file.destroy();
      await inner.close();
    },
  };
}

/** A Node stream of Buffers, pulled with back-pressure. An error of the stream rejects the read that meets it. */
export function streamSource(stream: Readable): ByteSource {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  let consumed = 0;
  return {
    async read(into, at, length) {
      while (rest.length === 0) {
        const next = await chunks.next();
        if (next.done === true) return 0;
        rest = next.value;
      }
      const size = Math.min(length, rest.length);
      rest.copy(into, at, 0, size);
      rest = rest.subarray(size);
      consumed += size;
      return size;
    },
    get consumed() {
      return consumed;
    },
    close: () => {
      stream.destroy();
      return Promise.resolve();
    },
  };
}
