import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same, recycled pid. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the operating system's own words; compared for equality only. */
  readonly started: string;
}

/** The start time of a living process; undefined where there is none, or only a zombie. */
function startTime(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // The command's name may hold spaces and brackets; the numbered fields begin behind its last bracket.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
    }
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

export function identityOf(pid: number): ProcessIdentity | undefined {
  const started = startTime(pid);
  return started === undefined ? undefined : { pid, started };
}

export function isAlive({ pid, started }: ProcessIdentity): boolean {
  return startTime(pid) === started;
}

/** Signals exactly this process; false where it has ended. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, name);
    return true;
  } catch {
    return false;
  }
}

/** Ends processes: a paused one is woken, asked with SIGTERM and after `graceMs` killed. Resolves when all are gone. */
export async function endProcesses(identities: readonly ProcessIdentity[], graceMs: number): Promise<void> {
  for (const identity of identities) {
    signal(identity, 'SIGTERM');
    signal(identity, 'SIGCONT');
  }
  const deadline = Date.now() + graceMs;
  while (identities.some(isAlive)) {
    if (Date.now() > deadline) for (const identity of identities) signal(identity, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
