import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from './stack-home.js';

/**
 * Starts the process that ends a stack's services when this one dies, and removes the folder if `isTemporary`.
 * Call the returned function after an orderly stop; it resolves when the watchdog has gone.
 */
export async function watchStack(folder: string, isTemporary: boolean): Promise<() => Promise<void>> {
  const script = join(projectRoot(), 'tools/stack/watchdog.mjs');
  const child = spawn(process.execPath, [script, folder, isTemporary ? 'remove' : 'keep'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  await once(child, 'spawn');
  child.unref();
  // A pipe is a socket here, and an open one would keep this process from ending.
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    const gone = once(child, 'exit');
    child.stdin.end();
    await gone;
  };
}
