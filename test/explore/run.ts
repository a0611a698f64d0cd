import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program to its end; what it wrote to standard error is in the error of one that failed. */
export async function run(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ stdout: string; stderr: string }> {
  const options = { ...(cwd ? { cwd } : {}), env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
  return promisify(execFile)(program, args, options);
}
