#!/usr/bin/env node
// Plain, old JavaScript, so that an old Node prints the message below and not a syntax error.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST = [20, 19];
const version = process.versions.node.split('.').map(Number);
const isTooOld = version[0] < OLDEST[0] || (version[0] === OLDEST[0] && version[1] < OLDEST[1]);
const main = new URL('../dist/tools/cli/src/main.js', import.meta.url);
const [command, app, ...others] = process.argv.slice(2);

if (isTooOld) {
  console.error(
    `error: this is Node ${process.versions.node}; Sluice needs ${OLDEST.join('.')} or newer, for example from https://nodejs.org (TOOL_MISSING)`,
  );
  process.exitCode = 1;
} else if (!existsSync(fileURLToPath(main))) {
  console.error('error: Sluice is not built yet; run: make build (TOOL_MISSING)');
  process.exitCode = 1;
} else if (command === 'start' && /^(producer|consumer|query)$/.test(app) && others.length === 0) {
  // An app needs nothing of the command line, which would cost it memory for as long as it runs.
  await import(new URL(`../dist/apps/${app}/src/main.js`, import.meta.url).href);
} else {
  const cli = await import(main.href);
  await cli.main(process.argv.slice(2));
}
