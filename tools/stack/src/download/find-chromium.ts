import { SluiceError } from '@sluice/contracts';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { runCommand } from '../run-command.js';
import { ensureDownload } from './ensure-download.js';
import type { ProgramOptions } from './programs.js';

/** A browser to start, and what it needs in its environment. */
export interface BrowserProgram {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Grid layouts, dialogs and `:has` as the console uses them. */
const OLDEST_CHROMIUM = 115;
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Compressed parts of the package: the browser, libraries that a bare system lacks, drawing without a GPU, fonts. */
const ARCHIVES = ['al2023.tar.br', 'swiftshader.tar.br', 'fonts.tar.br'];

/** The one of the package names folders of another system. */
const FONTS = `<?xml version="1.0"?>
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

async function version(command: string): Promise<number | undefined> {
  const { code, output } = await runCommand(command, ['--version']);
  const found = code === 0 ? /(?:Chromium|Chrome)\D* (\d+)\./.exec(output)?.[1] : undefined;
  return found === undefined ? undefined : Number(found);
}

/** A Chromium of at least version 115: SLUICE_CHROMIUM, the PATH, or a downloaded one without windows. */
export async function findChromium(options: ProgramOptions): Promise<BrowserProgram> {
  const given = options.env['SLUICE_CHROMIUM'];
  if (given !== undefined && given !== '') {
    const found = await version(given);
    if (found !== undefined && found >= OLDEST_CHROMIUM) return { command: given, env: {} };
    const what = found === undefined ? 'does not run' : `is version ${found}`;
    throw new SluiceError(
      'TOOL_MISSING',
      `looking for Chromium: SLUICE_CHROMIUM=${given} ${what}; ${OLDEST_CHROMIUM} is needed`,
    );
  }
  for (const name of NAMES) {
    const found = await version(name);
    if (found !== undefined && found >= OLDEST_CHROMIUM) return { command: name, env: {} };
  }
  return downloaded(options).catch((error: unknown) => {
    if (!(error instanceof SluiceError) || error.code !== 'DOWNLOAD_FAILED') throw error;
    throw new SluiceError(
      'TOOL_MISSING',
      `looking for Chromium: none on the PATH and none could be downloaded (${error.message}). ` +
        'Install one, for example: apt-get install chromium, or name it in SLUICE_CHROMIUM',
      { cause: error },
    );
  });
}

async function downloaded(options: ProgramOptions): Promise<BrowserProgram> {
  const folder = await ensureDownload('chromium', {
    ...options,
    prepare: async (folder) => {
      await unpack(folder);
      const program = programIn(folder);
      const { code, output } = await runCommand(program.command, ['--version'], {
        env: { ...options.env, ...program.env },
      });
      if (code === 0) return;
      throw new SluiceError(
        'TOOL_MISSING',
        `looking for Chromium: the downloaded one does not run on this system (${output.trim().slice(0, 200)}). ` +
          'Install one, for example: apt-get install chromium, or name it in SLUICE_CHROMIUM',
      );
    },
  });
  return programIn(folder);
}

async function unpack(folder: string): Promise<void> {
  const archive = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '';
  await tar(folder, ['xzf', join(folder, archive), '-C', folder, 'package/bin']);
  const parts = join(folder, 'package/bin');
  const browser = join(folder, 'chromium');
  await writeFile(browser, await promisify(brotliDecompress)(await readFile(join(parts, 'chromium.br'))));
  chmodSync(browser, 0o755);
  const support = join(folder, 'support');
  mkdirSync(support);
  for (const name of ARCHIVES) {
    const file = join(parts, name.replace(/\.br$/, ''));
    await writeFile(file, await promisify(brotliDecompress)(await readFile(join(parts, name))));
    await tar(folder, ['xf', file, '-C', support]);
  }
  await writeFile(join(support, 'fonts.conf'), FONTS);
  await rm(join(folder, 'package'), { recursive: true });
}

async function tar(folder: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runCommand('tar', [...args]);
  if (code !== 0) throw new SluiceError('DOWNLOAD_FAILED', `unpacking Chromium in ${folder}: ${output.trim()}`);
}

function programIn(folder: string): BrowserProgram {
  const support = join(folder, 'support');
  return {
    command: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: [join(support, 'lib'), support].join(':'), FONTCONFIG_FILE: join(support, 'fonts.conf') },
  };
}
