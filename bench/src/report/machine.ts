import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { inClone } from '../bed.js';

/** Where and of what a result was taken. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly node: string;
  readonly commit: string;
  /** Files differ from the commit. */
  readonly isDirty: boolean;
  readonly date: string;
  /** Load of the minute before the run: much above 0 means that others worked too. */
  readonly loadBefore: number;
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: inClone('.'),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return ''; // not a clone
  }
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    commit: git('rev-parse', '--short=12', 'HEAD') || 'unknown',
    isDirty: git('status', '--porcelain', '--untracked-files=no') !== '',
    date: new Date().toISOString().slice(0, 10),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

export function machineText(machine: Machine): string {
  const { cpu, cores, memoryGigabytes, system, node, commit, isDirty, date, loadBefore } = machine;
  return `${date}, commit ${commit}${isDirty ? ' with changes' : ''}; ${cores} cores of ${cpu}, ${memoryGigabytes} GB, ${system}, Node ${node}; load before the run ${loadBefore}`;
}
