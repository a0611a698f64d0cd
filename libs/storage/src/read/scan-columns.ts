import { SluiceError } from '@sluice/contracts';
import type { Connection } from 'mongoose';
import { isPlainPath } from '../query/field-expression.js';
import { outermost } from '../query/records-plan.js';
import type { Selection } from '../query/selection.js';
import { FieldLocator } from './field-locator.js';
import { rawScan } from './raw-scan.js';
import { readingError, type ReadOptions } from './reading.js';

type Path = readonly string[];

/** Columns of a scan, each path once. */
export class Columns {
  readonly paths: Path[] = [];
  private readonly numbers = new Map<string, number>();

  /** The number of a path's column, which is new where nobody asked for it yet. */
  add(path: Path): number {
    const name = JSON.stringify(path);
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.paths.length);
    return this.paths.push(path) - 1;
  }
}

export interface ScanOptions extends ReadOptions {
  /** Time for the whole scan in milliseconds, of the server as of the caller. */
  readonly maxTimeMS: number;
}

/**
 * Visits the columns of every record of a selection, in whatever order the store has them.
 * @returns the number of records
 * @throws SluiceError transient while MongoDB is away or where it takes longer than allowed
 */
export async function scanColumns(
  connection: Connection,
  { dataset, filter }: Pick<Selection, 'dataset' | 'filter'>,
  paths: readonly Path[],
  { signal, maxTimeMS }: ScanOptions,
  visit: (bson: Buffer, locator: FieldLocator) => void,
): Promise<number> {
  const deadline = performance.now() + maxTimeMS;
  const locator = new FieldLocator(paths);
  let records = 0;
  try {
    const command = { find: dataset, filter, ...projectionOf(paths) };
    for await (const batch of rawScan(connection, command, { maxTimeMS, ...(signal ? { signal } : {}) })) {
      batch.each((bson, start) => {
        locator.locate(bson, start);
        visit(bson, locator);
      });
      records += batch.count;
      if (performance.now() > deadline) throw tooSlow(dataset);
    }
  } catch (error) {
    throw readingError(error, dataset, signal);
  }
  return records;
}

/** As {@link scanColumns}, of several selections at once, whose records come mingled. Where one fails all end. */
export async function scanSideBySide(
  connection: Connection,
  parts: readonly Pick<Selection, 'dataset' | 'filter'>[],
  paths: readonly Path[],
  { signal, maxTimeMS }: ScanOptions,
  visit: (bson: Buffer, locator: FieldLocator) => void,
): Promise<void> {
  const failure = new AbortController();
  const stop = AbortSignal.any([failure.signal, ...(signal ? [signal] : [])]);
  const scans = parts.map((part) => scanColumns(connection, part, paths, { maxTimeMS, signal: stop }, visit));
  try {
    await Promise.all(scans);
  } catch (error) {
    failure.abort();
    await Promise.allSettled(scans);
    throw error;
  }
}

/** What the store needs to send; everything where a path cannot be said to it. */
export function projectionOf(paths: readonly Path[]): { projection?: object } {
  if (paths.length === 0) return { projection: { _id: 1 } };
  if (!paths.every(isPlainPath)) return {};
  const wanted = Object.fromEntries(outermost(paths).map((path) => [path, 1]));
  return { projection: '_id' in wanted ? wanted : { _id: 0, ...wanted } };
}

function tooSlow(dataset: string): SluiceError {
  return new SluiceError('QUERY_TIMEOUT', `reading from ${dataset}: it took longer than allowed`);
}
