import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stackHome } from '@sluice/stack';
import { run } from './run.js';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/**
 * The packages of requirements.txt in a folder of their own below SLUICE_HOME, fetched once. Not a virtual environment:
 * that needs a package of the system which many machines lack, this only pip.
 */
export async function pythonPackages(): Promise<string> {
  const folder = join(stackHome(), 'explore', 'python');
  const stamp = join(folder, '.made-from');
  const wanted = `${await readFile(REQUIREMENTS, 'utf8')}${(await run('python3', ['-V'])).stdout}`;
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return folder;
  const partial = `${folder}.${process.pid}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const flags = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:', '--target', partial];
  await run('python3', ['-m', 'pip', 'install', ...flags, '-r', REQUIREMENTS]);
  await writeFile(join(partial, '.made-from'), wanted);
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  return folder;
}
