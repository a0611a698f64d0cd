import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, in which /proc counts: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const BYTES_PER_KIB = 1024;

/** What processes have used so far. */
export interface Usage {
  readonly cpuSeconds: number;
  /** Sum of each one's highest resident set. */
  readonly peakRssBytes: number;
  readonly rssBytes: number;
}

interface Stat {
  readonly parent: number;
  readonly ticks: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name may hold spaces and brackets; the numbered fields begin behind its last bracket.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined; // it has ended
  }
}

function memoryOf(pid: number, name: 'VmHWM' | 'VmRSS'): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) * BYTES_PER_KIB;
  } catch {
    return 0;
  }
}

/** The process and all that descend from it. */
function treeOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const parent = Number.isInteger(pid) ? statOf(pid)?.parent : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

/** Usage of a process and its descendants; all zero where it has ended. Needs Linux. */
export function usageOf(root: number): Usage {
  const tree = treeOf(root);
  const sum = (of: (pid: number) => number): number => tree.reduce((total, pid) => total + of(pid), 0);
  return {
    cpuSeconds: sum((pid) => statOf(pid)?.ticks ?? 0) / TICKS_PER_SECOND,
    peakRssBytes: sum((pid) => memoryOf(pid, 'VmHWM')),
    rssBytes: sum((pid) => memoryOf(pid, 'VmRSS')),
  };
}
