import type { RawBatch } from '../raw-scan.js';

/** Turns records into the bytes of a file, a batch at a time. One for each file. */
export interface RecordFormat {
  /** What comes before the first record. */
  head(): Uint8Array;
  /** Bytes for a batch; may be empty where they come with a later one. */
  write(batch: RawBatch): Uint8Array;
  /** What comes after the last record. */
  tail(): Uint8Array;
}

/** A column of a file: its name and the stored names that lead to its values. */
export interface Column {
  readonly name: string;
  readonly path: readonly string[];
  /** JSON types that its values may have; empty where nothing is known. */
  readonly types: ReadonlySet<string>;
  readonly isDate: boolean;
}

export const NOTHING: Uint8Array = Buffer.alloc(0);
