import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `sluice …` as a process of its own, in the folder and environment given. */
export function startSluice(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sluice.mjs'), ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
  });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, ...text }));
  return { child, ended };
}

export function runSluice(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  return startSluice(args, cwd, env).ended;
}
