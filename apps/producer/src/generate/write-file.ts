import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { type Cell, csvLine, type Dataset, jsonLine } from './dataset.js';
import { Pace } from './pace.js';

interface WriteOptions {
  readonly format: 'csv' | 'ndjson';
  /** Path; standard output where absent. */
  readonly out?: string;
  readonly rate?: number;
  readonly signal: AbortSignal;
}

const CHUNK = 64 * 1024;

/** Writes rows as text, header first where it is CSV. @returns the number of rows written */
export async function writeRows(
  dataset: Dataset,
  rows: Iterable<readonly Cell[]>,
  options: WriteOptions,
): Promise<number> {
  const out: Writable = options.out === undefined ? process.stdout : createWriteStream(options.out);
  const failed = once(out, 'error').then(([error]) => Promise.reject(error as Error));
  const text = options.format === 'csv' ? csvLine(dataset) : jsonLine(dataset);
  const pace = new Pace(options.rate, options.signal);
  let buffer = options.format === 'csv' ? `${dataset.columns.map(({ name }) => name).join(',')}\n` : '';
  let count = 0;
  const flush = async (): Promise<void> => {
    const hasRoom = out.write(buffer);
    buffer = '';
    if (!hasRoom) await Promise.race([once(out, 'drain'), failed]);
  };
  for (const row of rows) {
    if (options.signal.aborted) break;
    buffer += `${text(row)}\n`;
    count += 1;
    if (buffer.length >= CHUNK || pace.isAhead(count)) await flush();
    if (pace.isAhead(count)) await pace.wait(count);
  }
  await flush();
  if (options.out !== undefined) {
    out.end();
    await Promise.race([once(out, 'finish'), failed]);
  }
  return count;
}
