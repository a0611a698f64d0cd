// Ends a stack's services when its owner dies, however it dies: the owner holds the other end of standard input.
// Plain JavaScript without imports from src, because it must start alike from jest's sources and from dist; hence
// the second, smaller version of src/process-identity.ts.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const GRACE_MS = 10_000;
const [folder, afterwards] = process.argv.slice(2);

function startTime(pid) {
  try {
    if (process.platform !== 'linux') {
      const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
      return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started }) {
  return started !== undefined && startTime(pid) === started;
}

/** Says whose the folder is, so that a later run can clean up where owner and watchdog died together. */
function signFolder() {
  const watched = Object.fromEntries(
    Object.entries({ owner: process.ppid, watchdog: process.pid }).map(([who, pid]) => [
      who,
      { pid, started: startTime(pid) },
    ]),
  );
  try {
    writeFileSync(join(folder, 'watched.next'), JSON.stringify(watched));
    renameSync(join(folder, 'watched.next'), join(folder, 'watched.json'));
  } catch {
    // The owner has already removed the folder.
  }
}

function services() {
  const found = [];
  try {
    for (const file of readdirSync(join(folder, 'services'))) {
      if (!file.endsWith('.json')) continue;
      const { process: identity } = JSON.parse(readFileSync(join(folder, 'services', file), 'utf8'));
      if (identity !== undefined && isAlive(identity)) found.push(identity);
    }
  } catch {
    // The folder is gone: the owner has cleaned up.
  }
  return found;
}

function signal({ pid }, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It ended meanwhile.
  }
}

async function endAll() {
  const deadline = Date.now() + GRACE_MS;
  for (const identity of services()) {
    signal(identity, 'SIGTERM');
    signal(identity, 'SIGCONT');
  }
  while (services().length > 0) {
    if (Date.now() > deadline) for (const identity of services()) signal(identity, 'SIGKILL');
    await sleep(50);
  }
  if (afterwards === 'remove') rmSync(folder, { recursive: true, force: true });
}

if (afterwards === 'remove') signFolder();
for (const name of ['SIGINT', 'SIGHUP', 'SIGTERM']) process.on(name, () => {});
process.stdin.resume();
process.stdin.once('close', () => void endAll());
