import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file such that a process killed meanwhile leaves the old content or the new one, never a part. */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}
