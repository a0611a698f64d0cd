import { SluiceError } from '@sluice/contracts';
import type { SchemaInference } from '@sluice/schema';
import type { ByteWindow } from '../input/byte-window.js';
import { JsonRow, type JsonRowsOptions } from './json-row.js';
import type { RecordBatch } from './record-batch.js';
import { RowReader, type RowStep } from './row-reader.js';

const LF = 0x0a;

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === LF;
}

/** One JSON object a line; blank lines are skipped, each other line is a row or a reject. */
export class NdjsonRows extends RowReader {
  private readonly row: JsonRow;
  private searched = 0;
  private isSkipping = false;

  constructor(
    window: ByteWindow,
    private readonly options: JsonRowsOptions,
  ) {
    super(window);
    this.row = new JsonRow(options);
  }

  get worstSize(): number {
    return this.rowEnd - this.rowStart;
  }

  step(): RowStep {
    const { window } = this;
    this.leave();
    for (;;) {
      if (window.length === 0) return window.final ? 'end' : 'more';
      const end = this.lineEnd();
      if (end < 0) {
        if (window.length <= this.options.maxRowBytes) return this.more();
        return this.isSkipping ? this.drop() : this.rejectTooLong(window.end, 0);
      }
      this.searched = 0;
      if (this.isSkipping || this.isBlank(end)) {
        this.isSkipping = false;
        window.consume(end, 1);
        continue;
      }
      if (end - window.start > this.options.maxRowBytes) return this.rejectTooLong(end, 1);
      this.markLine(end, 1);
      return 'row';
    }
  }

  /** Position after the line's LF, not searching again what an earlier step has. */
  private lineEnd(): number {
    const { window } = this;
    const found = window.bytes.subarray(0, window.end).indexOf(LF, window.start + this.searched);
    if (found >= 0) return found + 1;
    return window.final ? window.end : -1;
  }

  private more(): RowStep {
    this.searched = this.window.length;
    return 'more';
  }

  private drop(): RowStep {
    this.window.consume(this.window.end, 0);
    this.searched = 0;
    return 'more';
  }

  private rejectTooLong(end: number, lines: number): RowStep {
    this.markLine(end, lines);
    this.isSkipping = lines === 0;
    this.searched = 0;
    this.rejection = new SluiceError('ROW_TOO_LARGE', `reading JSON: longer than ${this.options.maxRowBytes} bytes`);
    return 'reject';
  }

  private isBlank(end: number): boolean {
    for (let at = this.window.start; at < end; at += 1) if (!isSpace(this.window.bytes[at])) return false;
    return true;
  }

  private markLine(next: number, lines: number): void {
    const { bytes, start } = this.window;
    let [from, to] = [start, next];
    while (from < to && isSpace(bytes[from])) from += 1;
    while (to > from && isSpace(bytes[to - 1])) to -= 1;
    this.mark(from, to, next, lines);
  }

  observe(inference: SchemaInference): SluiceError | undefined {
    return this.row.observe(inference, this.window.bytes, this.rowStart, this.rowEnd);
  }

  write(batch: RecordBatch): SluiceError | undefined {
    return this.row.write(batch, this.window.bytes, this.rowStart, this.rowEnd, this.line);
  }
}
