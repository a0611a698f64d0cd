import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Writes beside the file and renames at the end; where that fails nothing is left behind. Returns the bytes. */
export async function saveExport(file: string, parts: AsyncIterable<Uint8Array>): Promise<number> {
  const partial = `${file}.part`;
  const target = createWriteStream(partial);
  try {
    await pipeline(parts, target);
    await rename(partial, file);
    return target.bytesWritten;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
