// Known vulnerabilities of what the suite runs on. Exit code 0: none; 1: some; 2: the registry could not say.
import { spawnSync } from 'node:child_process';

const LEVELS = ['low', 'moderate', 'high', 'critical'];
const threshold = process.env.AUDIT_LEVEL ?? 'high';
if (!LEVELS.includes(threshold)) {
  console.error(`error: AUDIT_LEVEL must be one of ${LEVELS.join(', ')}, not "${threshold}" (CONFIG_INVALID)`);
  process.exit(2);
}

// .npmrc switches the audit off that npm makes with every install.
const { stdout, error } = spawnSync('npm', ['audit', '--audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
const report = parse(stdout ?? '');
const counts = report?.metadata?.vulnerabilities;
if (counts === undefined) {
  const why = error?.message || report?.error?.summary || report?.message || 'npm gave no report';
  console.error(`error: the package registry in use answers no audit (${why}).`);
  console.error('Nothing was checked. Run it where npm reaches a registry with advisories: npm config set registry …');
  process.exit(2);
}

const severe = LEVELS.slice(LEVELS.indexOf(threshold));
for (const [name, { severity, via }] of Object.entries(report.vulnerabilities ?? {})) {
  const titles = via.map((one) => (typeof one === 'string' ? `by ${one}` : `${one.title} ${one.url}`));
  console.log(`${severity.padEnd(9)} ${name}: ${titles.join('; ')}`);
}
const found = severe.reduce((sum, level) => sum + (counts[level] ?? 0), 0);
console.log(`${found} of level ${threshold} or above, ${counts.total} in all`);
process.exit(found === 0 ? 0 : 1);

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
