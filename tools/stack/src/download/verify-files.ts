import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const STAMP = '.verified.json';

type Digests = Readonly<Record<string, string>>;

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Lists what is wrong with a folder's files: "x is missing", "x has another digest". Empty where all is well. */
export async function fileProblems(folder: string, digests: Digests): Promise<string[]> {
  const problems: string[] = [];
  for (const [file, digest] of Object.entries(digests)) {
    const found = await sha256(join(folder, file)).catch(() => undefined);
    if (found === undefined) problems.push(`${file} is missing`);
    else if (found !== digest) problems.push(`${file} has another digest`);
  }
  return problems;
}

function marks(folder: string, digests: Digests): string {
  return JSON.stringify(
    Object.entries(digests).map(([file, digest]) => {
      const { size, mtimeMs } = statSync(join(folder, file));
      return [file, digest, size, mtimeMs];
    }),
  );
}

/** Remembers size and time of verified files, so that the next start need not read 200 MB again. */
export function stampVerified(folder: string, digests: Digests): void {
  writeFileSync(join(folder, STAMP), marks(folder, digests));
}

/** Whether the files are those that {@link stampVerified} saw, by size and modification time. */
export function isStampValid(folder: string, digests: Digests): boolean {
  try {
    return readFileSync(join(folder, STAMP), 'utf8') === marks(folder, digests);
  } catch {
    return false;
  }
}
