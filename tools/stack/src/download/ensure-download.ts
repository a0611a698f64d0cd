import { SluiceError } from '@sluice/contracts';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withFileLock } from '../file-lock.js';
import { type DownloadName, type PinnedDownload, pinnedDownload } from './download-lock.js';
import { type Fetcher, fetchers } from './fetchers.js';
import { fileProblems, isStampValid, stampVerified } from './verify-files.js';

export interface DownloadOptions {
  readonly home: string;
  readonly notice: (text: string) => void;
  /** What Maven runs on. */
  readonly java?: string;
  /** Turns the verified files into what runs, for example by unpacking them in place. */
  readonly prepare?: (folder: string) => Promise<void>;
}

const TRIES = 2;

function folderOf(home: string, name: string, version: string): string {
  return join(home, 'downloads', `${name}-${version}`);
}

/** What a killed earlier run left half-done; nobody else writes here while the lock is held. */
function sweepPartial(parent: string, prefix: string): void {
  for (const entry of existsSync(parent) ? readdirSync(parent) : []) {
    if (entry.startsWith(`${prefix}.partial`)) rmSync(join(parent, entry), { recursive: true, force: true });
  }
}

async function fetchVerified(
  name: string,
  pin: PinnedDownload,
  fetch: Fetcher,
  target: string,
  options: DownloadOptions,
): Promise<void> {
  const partial = `${target}.partial`;
  let problems: string[] = [];
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    options.notice(attempt === 1 ? `downloading ${name} ${pin.version}` : `downloading ${name} ${pin.version} again`);
    await fetch(pin, partial, attempt > 1, options.java);
    rmSync(join(partial, '.repository'), { recursive: true, force: true });
    problems = await fileProblems(partial, pin.files);
    if (problems.length === 0) {
      await options.prepare?.(partial);
      stampVerified(partial, pin.files);
      rmSync(target, { recursive: true, force: true });
      renameSync(partial, target);
      return;
    }
    options.notice(`${name}: broken download: ${problems.join(', ')}`);
  }
  rmSync(partial, { recursive: true, force: true });
  throw new SluiceError('DOWNLOAD_FAILED', `downloading ${name} ${pin.version}: ${problems.join(', ')}`);
}

/**
 * The folder with one pinned download, fetched, verified and prepared if it is not there yet. Files appear under
 * their final name only when their digests are right; a file that changed afterwards is fetched again. Processes
 * that ask at the same time wait for one another.
 */
export async function ensureDownload(
  name: DownloadName,
  options: DownloadOptions,
  pin: PinnedDownload = pinnedDownload(name),
  fetch: Fetcher = fetchers[pin.source],
): Promise<string> {
  const target = folderOf(options.home, name, pin.version);
  if (isStampValid(target, pin.files)) return target;
  const wait = (): void => options.notice(`waiting for another process that downloads ${name}`);
  return withFileLock(
    `${target}.lock`,
    async () => {
      if (isStampValid(target, pin.files)) return target;
      if (existsSync(target)) {
        // Copied or restored from a cache: other times, the same bytes.
        if ((await fileProblems(target, pin.files)).length === 0) {
          stampVerified(target, pin.files);
          return target;
        }
        options.notice(`${name} ${pin.version} on disk is broken`);
      }
      sweepPartial(join(options.home, 'downloads'), `${name}-${pin.version}`);
      await fetchVerified(name, pin, fetch, target, options);
      return target;
    },
    wait,
  );
}
