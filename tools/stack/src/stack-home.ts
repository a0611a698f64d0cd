import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The clone's top folder, whether this file runs from its source or from dist. */
export function projectRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'tools/stack/downloads.lock.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('finding the project folder: the stack runs in a clone only');
    folder = parent;
  }
  return folder;
}

/** The one folder for downloads and stacks: SLUICE_HOME, or `.sluice` in the clone. */
export function stackHome(): string {
  const given = process.env['SLUICE_HOME'];
  return given === undefined || given === '' ? join(projectRoot(), '.sluice') : resolve(given);
}
