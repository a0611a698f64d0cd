// Runs every check and test, goes on after a failure, and ends with the line `N passed, N failed`.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const home = process.env.SLUICE_HOME ? resolve(process.env.SLUICE_HOME) : join(root, '.sluice');
mkdirSync(home, { recursive: true });
const scratch = mkdtempSync(join(home, 'test-run-'));

const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
// One worker for what shares the real services: two cores already run the broker, the store and the apps under test.
const STEPS = [
  { name: 'format', command: ['npm', 'run', '--silent', 'format'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'boundaries', command: ['npm', 'run', '--silent', 'boundaries'] },
  { name: 'build', command: ['make', '--no-print-directory', 'build'] },
  { name: 'reference', command: [process.execPath, 'dist/tools/reference/src/main.js', '--check'] },
  { name: 'unit', project: 'unit', workers: 2 },
  { name: 'integration', project: 'integration', workers: 2 },
  { name: 'end to end', project: 'e2e', workers: 1 },
];

function run([command, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Passed and failed tests of a jest project; a suite that did not run counts as one failed test. */
async function runJest({ project, workers }) {
  const report = join(scratch, `${project}.json`);
  const flags = ['--selectProjects', project, '--json', '--outputFile', report, '--maxWorkers', String(workers)];
  const code = await run([process.execPath, ...JEST, ...flags, '--passWithNoTests', '--reporters', 'default']);
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
    return { passed: result.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function runStep(step) {
  if (step.project !== undefined) return runJest(step);
  return (await run(step.command)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

const total = { passed: 0, failed: 0 };
const summary = [];
for (const step of STEPS) {
  console.log(`\n== ${step.name}`);
  const start = performance.now();
  const { passed, failed } = await runStep(step);
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const line = `${failed === 0 ? 'ok    ' : 'FAILED'}  ${step.name.padEnd(12)} ${passed} passed, ${failed} failed, ${seconds} s`;
  summary.push(line);
  console.log(line);
}
rmSync(scratch, { recursive: true, force: true });
console.log(`\n${summary.join('\n')}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
console.log(`${total.passed} passed, ${total.failed} failed`);
