// Runs the long form of the fault tests and writes what came of it into docs/reliability.md.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'test/chaos/out');
const report = join(folder, 'results.ndjson');
const page = join(root, 'docs/reliability.md');
const [BEGIN, END] = ['<!-- written by make chaos -->', '<!-- end -->'];

mkdirSync(folder, { recursive: true });
rmSync(report, { force: true });
const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
const flags = ['--selectProjects', 'e2e', '--maxWorkers', '1', '--testPathPatterns', 'test/(chaos/|bad-input/damaged)'];
const child = spawn(process.execPath, [...jest, ...flags, ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, SLUICE_CHAOS: 'long', SLUICE_CHAOS_REPORT: report },
  stdio: 'inherit',
});
const code = await new Promise((resolve) => child.once('close', (status) => resolve(status ?? 1)));

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const number = (value) => value.toLocaleString('en');
const rows = (existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n') : []).map((line) =>
  JSON.parse(line),
);
const table = [
  '| fault | runs | records | stored | dead-lettered | lost | duplicated | seconds to recover, median | longest |',
  '| --- | --: | --: | --: | --: | --: | --: | --: | --: |',
  ...rows.map(({ fault, runs, produced, stored, deadLettered, lost, duplicated, recoverySeconds }) => {
    const counts = [runs, produced, stored, deadLettered, lost, duplicated].map(number);
    const seconds = [median(recoverySeconds), Math.max(...recoverySeconds)].map((value) => value.toFixed(1));
    return `| ${[fault, ...counts, ...seconds].join(' | ')} |`;
  }),
].join('\n');
console.log(`\n${table}`);

// A part of the suite, chosen by a flag, is no result to keep.
if (code === 0 && process.argv.length === 2) {
  const text = readFileSync(page, 'utf8');
  const facts = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores, Node ${process.version}`;
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
  const written = `${before}\n\n${table}\n\n${facts}.\n\n${text.slice(text.indexOf(END))}`;
  writeFileSync(page, await format(written, { ...(await resolveConfig(page)), filepath: page }));
}
process.exitCode = code;
