import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.js';

const RETRY_MS = 50;
const UNREADABLE_MS = 2000;

function holderOf(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity; // written by `claim` below
  } catch {
    return undefined;
  }
}

function claim(path: string): boolean {
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(mine, JSON.stringify(identityOf(process.pid)));
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    // Anything else, such as a file system without links, would be waited for in vain.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Whether a lock is there that nobody holds: its holder has died, or a power cut has emptied it. */
function isStale(path: string): boolean {
  const holder = holderOf(path);
  if (holder !== undefined) return !isAlive(holder);
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.mtimeMs > UNREADABLE_MS;
}

/** Puts a stale lock out of the way; one that was taken anew meanwhile is put back. */
function breakStale(path: string): void {
  if (!isStale(path)) return;
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    const moved = holderOf(aside);
    if (moved !== undefined && isAlive(moved)) linkSync(aside, path);
    rmSync(aside, { force: true });
  } catch {
    // Another process was faster; the next round sees what it left.
  }
}

/**
 * Runs `work` while no other process (nor another call in this one) holds the lock file. A holder that died is
 * noticed. `onWait` is called once if there is something to wait for.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, onWait?: () => void): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  let isWaiting = false;
  while (!claim(path)) {
    if (!isWaiting) onWait?.();
    isWaiting = true;
    breakStale(path);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
