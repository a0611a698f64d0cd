import { SluiceError } from '@sluice/contracts';
import type { CompiledSchema, SchemaInference } from '@sluice/schema';
import type { ByteWindow } from '../input/byte-window.js';
import { type CsvHeader, readHeader } from './csv-header.js';
import { CsvRows } from './csv-rows.js';
import { JsonRows } from './json-rows.js';
import { NdjsonRows } from './ndjson-rows.js';
import type { RowReader } from './row-reader.js';

export const ROW_FORMATS = ['csv', 'ndjson', 'json'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

export interface OpenRowsOptions {
  readonly format: RowFormat;
  readonly maxRowBytes: number;
  readonly schema?: CompiledSchema;
  readonly key?: string;
  /** CSV only; found out from the header where absent. */
  readonly delimiter?: string;
  /** Learns the names of a CSV's columns; rows are then observed by it. */
  readonly inference?: SchemaInference;
  /** The header read earlier: the window does not start with it, but behind some row. */
  readonly resumeAfter?: CsvHeader;
}

const EXTENSIONS: Readonly<Record<string, RowFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'json',
};

/** Format by the file's extension, `.gz` aside. */
export function formatOf(path: string): RowFormat | undefined {
  const extension = /\.([a-z]+)$/.exec(path.toLowerCase().replace(/\.gz$/, ''))?.[1];
  return extension === undefined ? undefined : EXTENSIONS[extension];
}

/** The reader for an input's rows; of a CSV the header is read first. */
export async function openRows(window: ByteWindow, options: OpenRowsOptions): Promise<RowReader> {
  switch (options.format) {
    case 'csv': {
      const header = options.resumeAfter ?? (await readHeader(window, options.maxRowBytes, options.delimiter));
      options.inference?.header(header.names);
      return new CsvRows(window, header, options);
    }
    case 'ndjson':
      await dropByteOrderMark(window);
      return new NdjsonRows(window, options);
    case 'json':
      await dropByteOrderMark(window);
      return new JsonRows(window, options, window.offset > 3);
    default:
      throw new SluiceError('INTERNAL', 'opening rows: unknown format');
  }
}

async function dropByteOrderMark(window: ByteWindow): Promise<void> {
  if (window.offset > 0) return;
  while (window.length < 3 && !window.final) await window.fill();
  if (window.length >= 3 && window.bytes.toString('latin1', window.start, window.start + 3) === 'ï»¿') {
    window.consume(window.start + 3, 0);
  }
}
