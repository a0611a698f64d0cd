import { isAbsolute } from 'node:path';
import { type BrowserProgram, findChromium } from './download/find-chromium.js';
import { runCommand } from './run-command.js';
import { stackHome } from './stack-home.js';

export type { BrowserProgram } from './download/find-chromium.js';

/** A Chromium for a test, by its path: the machine's own, or one that is downloaded once. */
export async function testBrowser(): Promise<BrowserProgram> {
  const { command, env } = await findChromium({
    home: stackHome(),
    env: process.env,
    notice: (text) => process.stderr.write(`${text}\n`),
  });
  if (isAbsolute(command)) return { command, env };
  const { output } = await runCommand('/bin/sh', ['-c', `command -v ${command}`]);
  return { command: output.trim(), env };
}
