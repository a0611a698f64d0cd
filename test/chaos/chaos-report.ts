import { appendFileSync } from 'node:fs';
import type { SurvivalRow } from './survive.js';

/** How many runs of a fault: few in `make test`, many in `make chaos`. */
export function runsOf([short, long]: readonly [short: number, long: number]): number {
  return process.env['SLUICE_CHAOS'] === 'long' ? long : short;
}

/** One line of JSON a trial, for `make chaos`: of trials with a load of their own, which `survive` has not. */
export function reportRow(row: SurvivalRow): void {
  const path = process.env['SLUICE_CHAOS_REPORT'];
  if (path !== undefined && path !== '') appendFileSync(path, `${JSON.stringify(row)}\n`);
}
