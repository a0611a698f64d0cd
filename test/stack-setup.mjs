import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Gives the run a folder for its stack, which sharedTestStack() starts when a suite first asks for it, and a watchdog
 * that ends the stack with the run, however that ends.
 */
export default async function setUpStack() {
  if (process.env.SLUICE_TEST_STACK) return;
  const root = resolve(import.meta.dirname, '..');
  const home = process.env.SLUICE_HOME ? resolve(process.env.SLUICE_HOME) : join(root, '.sluice');
  const folder = join(home, 'stacks', `jest-${process.pid}-${Date.now().toString(36)}`);
  mkdirSync(folder, { recursive: true });
  process.env.SLUICE_TEST_STACK_DIR = folder;
  const watchdog = spawn(process.execPath, [join(root, 'tools/stack/watchdog.mjs'), folder, 'remove'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  await once(watchdog, 'spawn');
  watchdog.unref();
  watchdog.stdin.unref();
  globalThis.endTestStack = async () => {
    watchdog.ref();
    const gone = once(watchdog, 'exit');
    watchdog.stdin.end();
    await gone;
  };
}
