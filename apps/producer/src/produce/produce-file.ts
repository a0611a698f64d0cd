import type { CompiledSchema } from '@sluice/schema';
import { openFile } from '../input/byte-source.js';
import { ByteWindow } from '../input/byte-window.js';
import { type CsvHeader, readHeader } from '../rows/csv-header.js';
import { openRows } from '../rows/open-rows.js';
import { BatchSender, type SenderOptions } from './batch-sender.js';

export interface ProduceFileOptions extends SenderOptions {
  readonly schema: CompiledSchema;
  readonly key?: string;
  readonly delimiter?: string;
  readonly maxRowBytes: number;
  /** Ends reading; what has been read is still sent. */
  readonly signal: AbortSignal;
}

/**
 * Rows of one file → JSON → batches → topic, at constant memory. Resolves when every record read has its delivery
 * report.
 * @returns whether the end of the file was reached
 */
export async function produceFile(options: ProduceFileOptions): Promise<boolean> {
  const { file, from, rejects, counts } = options;
  const resumeAfter = from === undefined || file.format !== 'csv' ? {} : { resumeAfter: await headerOf(options) };
  const source = await openFile(file.path, from?.offset);
  try {
    const window = new ByteWindow(source, from?.offset, from?.line);
    const rows = await openRows(window, { ...options, format: file.format, ...resumeAfter });
    const sender = new BatchSender(options);
    let isDone = false;
    while (!isDone && !options.signal.aborted) {
      const step = rows.step();
      if (step === 'more') {
        await window.fill();
        counts.consumed = source.consumed;
      } else if (step === 'end') {
        isDone = true;
      } else {
        let problem = rows.rejection;
        if (step === 'row') {
          if (sender.isFull(rows)) await sender.turn({ offset: window.offset, line: window.line });
          problem = sender.add(rows);
        }
        counts.rows += 1;
        counts.bytes = rows.after.offset - (from?.offset ?? 0);
        if (problem !== undefined) rejects.add(rows.line, problem, window.bytes.subarray(rows.rowStart, rows.rowEnd));
      }
    }
    await sender.finish(rows.after, isDone);
    return isDone;
  } finally {
    await source.close();
  }
}

async function headerOf({ file, maxRowBytes, delimiter }: ProduceFileOptions): Promise<CsvHeader> {
  const source = await openFile(file.path);
  try {
    return await readHeader(new ByteWindow(source), maxRowBytes, delimiter);
  } finally {
    await source.close();
  }
}
