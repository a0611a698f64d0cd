import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runSluice } from './run-sluice.js';

const ROWS = 60_000;
const SEED = 1;
const LINE_FEED = 10;

/** The folder with the Scania-like file in a folder `sensor`, made on first use and kept for later demos. */
export async function generatedFolder(home: string): Promise<string> {
  const folder = join(home, 'generated', `scania-${ROWS}-${SEED}`);
  const file = join(folder, 'sensor', 'training.csv');
  if (!existsSync(file)) {
    mkdirSync(join(folder, 'sensor'), { recursive: true });
    // Not .csv before it is whole, so that a killed demo leaves nothing that could be produced.
    const partial = `${file}.${process.pid}.partial`;
    await runSluice(['generate', 'scania', '--count', String(ROWS), '--seed', String(SEED), '--out', partial]);
    renameSync(partial, file);
  }
  return folder;
}

async function countLines(file: string): Promise<number> {
  let lines = 0;
  let last = LINE_FEED;
  // A stream without encoding yields Buffers.
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) lines++;
    last = chunk[chunk.length - 1] ?? last;
  }
  return last === LINE_FEED ? lines : lines + 1;
}

/** About how many rows the CSV files below the folders hold, for the progress bar. */
export async function countRows(folders: readonly string[]): Promise<number> {
  let rows = 0;
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, entry);
      if (entry.endsWith('.csv') && statSync(path).isFile()) rows += (await countLines(path)) - 1;
    }
  }
  return rows;
}
