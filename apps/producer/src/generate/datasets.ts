import { clickstream } from './clickstream.js';
import type { Cell, Dataset } from './dataset.js';
import { scania } from './scania.js';
import { sensors } from './sensors.js';

export const DATASETS: Readonly<Record<string, Dataset>> = { scania, clickstream, sensors };

/** Rows and sources that a dataset has where nothing else is said, as in the documents. */
export const DEFAULTS: Readonly<Record<string, { count: number; sources: number; stepMs: number }>> = {
  scania: { count: 60_000, sources: 1, stepMs: 1_000 },
  clickstream: { count: 10_000, sources: 1_000, stepMs: 3_000 },
  sensors: { count: 10_000, sources: 10, stepMs: 1_000 },
};

/** The first rows of an endless stream. */
export function* take(rows: Iterable<readonly Cell[]>, count: number): Generator<readonly Cell[]> {
  if (count <= 0) return;
  let left = count;
  for (const row of rows) {
    yield row;
    left -= 1;
    if (left === 0) return;
  }
}
