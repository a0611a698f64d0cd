import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STAMP = '.made-from';

/**
 * A folder below `parent` that `fill` fills. It is made anew where the file it is made from has changed, and appears
 * under its name only when it is whole.
 */
export async function toolsFolder(
  parent: string,
  name: string,
  madeFrom: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(parent, name);
  const wanted = readFileSync(madeFrom, 'utf8');
  const stamp = join(folder, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return folder;
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  await fill(partial);
  writeFileSync(join(partial, STAMP), wanted);
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return folder;
}
