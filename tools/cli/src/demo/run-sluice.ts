import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { SluiceError } from '@sluice/contracts';
import { projectRoot } from '@sluice/stack';

export interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Aborting it asks the command to stop in order. */
  readonly signal: AbortSignal;
  /** Told the process id, so that the command does not outlive its caller. */
  readonly onStart: (pid: number) => void;
}

/** Runs another command of the CLI as a user would. @returns its standard output; throws unless it exits with 0 or 2 */
export async function runSluice(
  args: readonly string[],
  { env, signal, onStart }: Partial<RunOptions> = {},
): Promise<string> {
  const child = spawn(process.execPath, [join(projectRoot(), 'bin/sluice.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (child.pid !== undefined) onStart?.(child.pid);
  const stop = (): void => void child.kill('SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  signal?.removeEventListener('abort', stop);
  if (code === 0 || code === 2) return output;
  throw new SluiceError('STACK_FAILED', `running sluice ${args[0]}: it ended with ${code ?? 'a signal'}`);
}
