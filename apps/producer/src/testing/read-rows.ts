import type { CompiledSchema } from '@sluice/schema';
import type { ByteSource } from '../input/byte-source.js';
import { ByteWindow } from '../input/byte-window.js';
import { openRows, type OpenRowsOptions } from '../rows/open-rows.js';
import { RecordBatch } from '../rows/record-batch.js';

/** What a reader makes of an input. */
export interface RowsRead {
  /** JSON values as text, in order. */
  readonly values: string[];
  readonly keys: string[];
  readonly lines: number[];
  readonly rejects: { readonly line: number; readonly code: string; readonly message: string; readonly row: string }[];
  /** Byte offset and line behind each row or reject. */
  readonly after: { readonly offset: number; readonly line: number }[];
}

/** Bytes handed out in pieces of at most `chunk`. */
export function chunkedSource(bytes: Buffer, chunk: number): ByteSource {
  let at = 0;
  return {
    read(into, position, length) {
      const size = Math.min(chunk, length, bytes.length - at);
      bytes.copy(into, position, at, at + size);
      at += size;
      return Promise.resolve(size);
    },
    get consumed() {
      return at;
    },
    close: () => Promise.resolve(),
  };
}

interface ReadOptions extends Partial<Omit<OpenRowsOptions, 'format'>> {
  readonly chunk?: number;
  readonly offset?: number;
  readonly line?: number;
  readonly schema?: CompiledSchema;
}

/** Reads a whole text in one format, through a window that starts small so that it must move and grow. */
export async function readRows(
  format: OpenRowsOptions['format'],
  text: string | Buffer,
  options: ReadOptions = {},
): Promise<RowsRead> {
  const bytes = Buffer.from(text);
  const source = chunkedSource(bytes.subarray(options.offset ?? 0), options.chunk ?? bytes.length + 1);
  const window = new ByteWindow(source, options.offset, options.line, 16);
  const rows = await openRows(window, { maxRowBytes: 10_000, ...options, format });
  const batch = new RecordBatch(64, Buffer.alloc(0));
  const read: RowsRead = { values: [], keys: [], lines: [], rejects: [], after: [] };
  for (;;) {
    const step = rows.step();
    if (step === 'end') return read;
    if (step === 'more') {
      await window.fill();
      continue;
    }
    batch.reset();
    batch.makeRoom(rows.worstSize);
    const problem = step === 'reject' ? rows.rejection : rows.write(batch);
    if (problem === undefined) {
      read.values.push(batch.value(0).toString());
      read.keys.push(String(batch.keys[0]));
      read.lines.push(batch.lines[0] ?? 0);
    } else {
      const row = window.bytes.toString('utf8', rows.rowStart, rows.rowEnd);
      read.rejects.push({ line: rows.line, code: problem.code, message: problem.message, row });
    }
    read.after.push(rows.after);
  }
}
