import { SluiceError } from '@sluice/contracts';
import { runCommand } from './run-command.js';

/** Runs openssl in a folder. Throws TOOL_MISSING or STACK_FAILED. */
export async function openssl(folder: string, args: readonly string[]): Promise<void> {
  const { code, output } = await runCommand('openssl', args, { cwd: folder });
  if (code === 0) return;
  const what =
    code === undefined ? 'it makes the TLS certificate. Install it, for example: apt-get install openssl' : output;
  throw new SluiceError(code === undefined ? 'TOOL_MISSING' : 'STACK_FAILED', `running openssl: ${what.trim()}`);
}
