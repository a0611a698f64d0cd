import type { SluiceError } from '@sluice/contracts';
import type { SchemaInference } from '@sluice/schema';
import type { ByteWindow } from '../input/byte-window.js';
import type { RecordBatch } from './record-batch.js';

/**
 * - `row`: one row stands between `rowStart` and `rowEnd`; write or observe it, then go on.
 * - `reject`: `rejection` says why these bytes are no row; the next step starts behind them.
 * - `more`: the window needs more bytes.
 * - `end`: nothing follows.
 */
export type RowStep = 'row' | 'reject' | 'more' | 'end';

/** Walks the rows of one format through a window, without a promise or an object per row. */
export abstract class RowReader {
  /** Range of the present row or reject in `window.bytes`, valid until the next step. */
  rowStart = 0;
  rowEnd = 0;
  /** Line on which it begins, from 1. */
  line = 0;
  rejection: SluiceError | undefined;
  /** End of the present row, line end included, and the lines it spans; 0 where nothing is present. */
  private next = 0;
  private lines = 0;

  constructor(readonly window: ByteWindow) {}

  /** Goes to the next row. What was before it is consumed from the window. */
  abstract step(): RowStep;

  /** Lets the inference see the present row. @returns why it is none. */
  abstract observe(inference: SchemaInference): SluiceError | undefined;

  /** Appends the present row to the batch as JSON. @returns why it cannot; then the batch is as before. */
  abstract write(batch: RecordBatch): SluiceError | undefined;

  /** Upper bound of the JSON bytes that {@link write} appends for the present row. */
  abstract get worstSize(): number;

  /** Byte offset and line in the input just behind the present row: where reading may resume. */
  get after(): { readonly offset: number; readonly line: number } {
    const { window } = this;
    if (this.next <= window.start) return { offset: window.offset, line: window.line };
    return { offset: window.offset + this.next - window.start, line: window.line + this.lines };
  }

  protected mark(rowStart: number, rowEnd: number, next: number, lines: number): void {
    this.rowStart = rowStart;
    this.rowEnd = rowEnd;
    this.line = this.window.line;
    this.next = next;
    this.lines = lines;
  }

  /** Consumes the present row. */
  protected leave(): void {
    if (this.next > this.window.start) this.window.consume(this.next, this.lines);
    this.next = 0;
    this.lines = 0;
  }
}

/** Longest row by default: what a broker takes as one record, with some room for key and framing. */
export const DEFAULT_MAX_ROW_BYTES = 1_000_000;
