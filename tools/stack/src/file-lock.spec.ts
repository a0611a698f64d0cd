import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withFileLock } from './file-lock.js';
import { identityOf } from './process-identity.js';

describe('withFileLock', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-lock-'));
    path = join(folder, 'some.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const nothing = async (): Promise<void> => {};

  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
    };
    await Promise.all([1, 2, 3, 4].map(() => withFileLock(path, work)));
    expect(most).toBe(1);
  });

  it('is free again after work that failed, and leaves no file', async () => {
    const failure = new Error('work failed');
    await expect(withFileLock(path, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('waits for a holder that lives, and says so once', async () => {
    writeFileSync(path, JSON.stringify(identityOf(process.pid)));
    let said = 0;
    let isDone = false;
    const waiting = withFileLock(
      path,
      async () => void (isDone = true),
      () => {
        said++;
        setTimeout(() => rmSync(path), 120);
      },
    );
    expect(isDone).toBe(false);
    await waiting;
    expect({ isDone, said }).toEqual({ isDone: true, said: 1 });
  });

  it('takes over from a holder that died', async () => {
    const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(holder, 'spawn');
    writeFileSync(path, JSON.stringify(identityOf(holder.pid ?? 0)));
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await withFileLock(path, nothing);
    expect(existsSync(path)).toBe(false);
  });

  it('takes over from a process whose pid another one has now', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, started: '1' }));
    await withFileLock(path, nothing);
    expect(existsSync(path)).toBe(false);
  });

  it('takes over what a power cut has emptied', async () => {
    writeFileSync(path, '');
    utimesSync(path, 1, 1);
    await withFileLock(path, async () => expect(readFileSync(path, 'utf8')).toContain(String(process.pid)));
  });

  it('does not wait in vain where it cannot write', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(withFileLock(join(file, 'below.lock'), nothing)).rejects.toThrow(/ENOTDIR|EEXIST/);
  });
});
