import { spawn } from 'node:child_process';
import { SluiceError } from '@sluice/contracts';

/** Runs a tool to its end and returns what it wrote. Throws TOOL_MISSING, or DOWNLOAD_FAILED with the end of its output. */
export function runTool(
  command: string,
  args: readonly string[],
  doing: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let output = '';
    const collect = (text: string): void => {
      output += text;
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.once('error', (cause) =>
      reject(new SluiceError('TOOL_MISSING', `${doing}: ${command} is missing`, { cause })),
    );
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new SluiceError('DOWNLOAD_FAILED', `${doing}: ${output.trim().split('\n').slice(-5).join('\n')}`));
    });
  });
}
