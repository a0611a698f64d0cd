// Runs the long form of the fault tests and writes what came of it into docs/reliability.md.
// FAULT, a regular expression over the names of the faults, chooses some of them.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'test/chaos/out');
const report = join(folder, `results-${process.pid}.ndjson`);
const page = join(root, 'docs/reliability.md');
const [BEGIN, END] = ['<!-- written by make chaos -->', '<!-- end -->'];
const HEAD = [
  '| fault | runs | records | stored | dead-lettered | lost | duplicated | s to recover, median | longest | date | commit |',
  '| --- | --: | --: | --: | --: | --: | --: | --: | --: | --- | --- |',
];

/** The commit that is measured; "+" where the tree holds more than it. The page itself does not count. */
function commit() {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  try {
    const changes = git('status', '--porcelain', '--', '.', `:(exclude)${relative(root, page)}`);
    return `${git('rev-parse', '--short', 'HEAD')}${changes === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}

function runFaults(chosen) {
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const paths = ['--testPathPatterns', chosen === undefined ? 'test/(chaos/|bad-input/damaged)' : 'test/chaos/'];
  const names = chosen === undefined ? [] : ['--testNamePattern', `fault: .*(${chosen})`];
  const child = spawn(process.execPath, [...jest, '--selectProjects', 'e2e', '--maxWorkers', '1', ...paths, ...names], {
    cwd: root,
    env: { ...process.env, SLUICE_CHAOS: 'long', SLUICE_CHAOS_REPORT: report },
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.once('close', (status) => resolve(status ?? 1)));
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const cells = (row) => row.split('|').map((cell) => cell.trim());
const faultOf = (row) => cells(row)[1];

function rowOf({ fault, runs, produced, stored, deadLettered, lost, duplicated, recoverySeconds }) {
  const counts = [runs, produced, stored, deadLettered, lost, duplicated].map((value) => value.toLocaleString('en'));
  const seconds = [median(recoverySeconds), Math.max(...recoverySeconds)].map((value) => value.toFixed(1));
  return `| ${[fault, ...counts, ...seconds, measuredOn, measured].join(' | ')} |`;
}

/** Rows of the page, those of the faults that ran replaced by the new ones. */
function merge(text, rows) {
  const next = new Map(rows.map((row) => [faultOf(row), row]));
  const part = text.slice(text.indexOf(BEGIN), text.indexOf(END)).split('\n');
  const kept = part.filter((line) => line.startsWith('|')).slice(HEAD.length);
  const known = new Set(kept.map(faultOf));
  return [...kept.map((row) => next.get(faultOf(row)) ?? row), ...rows.filter((row) => !known.has(faultOf(row)))];
}

const fault = process.env.FAULT === '' ? undefined : process.env.FAULT;
const measuredOn = new Date().toISOString().slice(0, 10);
const measured = commit();
mkdirSync(folder, { recursive: true });
rmSync(report, { force: true });
const code = await runFaults(fault);
// A fault that failed has reported nothing.
const lines = existsSync(report) ? readFileSync(report, 'utf8').trim().split('\n') : [];
const rows = lines.map((line) => rowOf(JSON.parse(line)));
rmSync(report, { force: true });

if (rows.length > 0) {
  const text = readFileSync(page, 'utf8');
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
  const facts = `"+": with changes not committed. The latest rows: ${cpus().length} cores, Node ${process.version}.`;
  const table = [...HEAD, ...merge(text, rows)].join('\n');
  const written = `${before}\n\n${table}\n\n${facts}\n\n${text.slice(text.indexOf(END))}`;
  writeFileSync(page, await format(written, { ...(await resolveConfig(page)), filepath: page }));
  console.log(`\n${[...HEAD, ...rows].join('\n')}`);
} else {
  console.error(fault === undefined ? 'error: no fault was survived' : `error: no fault named /${fault}/ was survived`);
}
process.exitCode = rows.length === 0 ? code || 1 : code;
