import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { withFileLock } from './file-lock.js';
import { startStack } from './start-stack.js';
import { attachStack, Stack, type StackSummary } from './stack.js';

const STARTED = 'started';

/**
 * The one stack of a jest run, started by the suite that asks first. Topics, groups and databases are the suite's own;
 * a suite that pauses or kills services belongs on a stack of its own. Never stop it: the run does.
 *
 * `SLUICE_TEST_STACK` (what `sluice stack up --json` prints) names a running stack to use instead. Outside of jest,
 * without `SLUICE_TEST_STACK_DIR`, the stack ends with this process.
 */
export async function sharedTestStack(): Promise<Stack> {
  const given = process.env['SLUICE_TEST_STACK'];
  if (given !== undefined && given !== '') return attachStack(JSON.parse(given) as StackSummary); // written by summary()
  const folder = process.env['SLUICE_TEST_STACK_DIR'];
  if (folder === undefined || folder === '') return ownStack();
  const stack = new Stack(basename(folder), folder);
  return withFileLock(`${folder}.shared.lock`, async () => {
    if (existsSync(join(folder, STARTED))) return stack;
    await startStack({ dataDir: folder, isDetached: true });
    writeFileSync(join(folder, STARTED), '');
    return stack;
  });
}

let own: Promise<Stack> | undefined;

function ownStack(): Promise<Stack> {
  own ??= startStack();
  return own;
}
