import { SluiceError } from '@sluice/contracts';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withFileLock } from '../file-lock.js';
import { type DownloadName, type PinnedDownload, pinnedDownload } from './download-lock.js';
import { type Fetcher, type FetchOptions, fetchers } from './fetchers.js';
import { fileProblems, isStampValid, stampVerified } from './verify-files.js';

export interface DownloadOptions {
  readonly home: string;
  readonly notice: (text: string) => void;
  /** What Maven runs on. */
  readonly java?: string;
  /** Aborting it ends a download under way. */
  readonly signal?: AbortSignal;
  /** Turns the verified files into what runs, for example by unpacking them in place. */
  readonly prepare?: (folder: string) => Promise<void>;
}

function folderOf(home: string, name: string, version: string): string {
  return join(home, 'downloads', `${name}-${version}`);
}

/** What a killed earlier run left half-done; nobody else writes here while the lock is held. */
function sweepPartial(parent: string, prefix: string): void {
  for (const entry of existsSync(parent) ? readdirSync(parent) : []) {
    if (entry.startsWith(`${prefix}.partial`)) rmSync(join(parent, entry), { recursive: true, force: true });
  }
}

/** One try; throws DOWNLOAD_FAILED where the next may have more luck. */
async function fetchOnce(
  what: string,
  pin: PinnedDownload,
  fetch: Fetcher,
  folder: string,
  options: FetchOptions,
): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await fetch(pin, folder, options);
  rmSync(join(folder, '.repository'), { recursive: true, force: true });
  const problems = await fileProblems(folder, pin.files);
  if (problems.length > 0) throw new SluiceError('DOWNLOAD_FAILED', `downloading ${what}: ${problems.join(', ')}`);
}

async function fetchVerified(
  name: string,
  pin: PinnedDownload,
  fetch: Fetcher,
  target: string,
  { notice, prepare, java, signal }: DownloadOptions,
): Promise<void> {
  const what = `${name} ${pin.version}`;
  const partial = `${target}.partial`;
  try {
    for (let isRepeat = false; ; isRepeat = true) {
      notice(`downloading ${what}${isRepeat ? ' again' : ''}`);
      try {
        await fetchOnce(what, pin, fetch, partial, { isRepeat, java, signal });
        break;
      } catch (error) {
        const isWorthRepeating = error instanceof SluiceError && error.code === 'DOWNLOAD_FAILED';
        if (!isWorthRepeating || isRepeat || signal?.aborted) throw error;
        notice(error.message);
      }
    }
    await prepare?.(partial);
    stampVerified(partial, pin.files);
    rmSync(target, { recursive: true, force: true });
    renameSync(partial, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
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
