import { appendFileSync } from 'node:fs';
import type { Account } from './arena.js';

/** A row of docs/reliability.md. */
export interface SurvivalRow extends Account {
  readonly fault: string;
  readonly runs: number;
  readonly recoverySeconds: readonly number[];
}

/** How many runs of a fault: few in `make test`, many in `make chaos`. */
export function runsOf([short, long]: readonly [short: number, long: number]): number {
  return process.env['SLUICE_CHAOS'] === 'long' ? long : short;
}

/** One line of JSON a fault that was survived, for `make chaos`. */
export function reportRow(row: SurvivalRow): void {
  const path = process.env['SLUICE_CHAOS_REPORT'];
  if (path !== undefined && path !== '') appendFileSync(path, `${JSON.stringify(row)}\n`);
}
