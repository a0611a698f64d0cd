import { SluiceError } from '@sluice/contracts';
import type { SchemaInference } from '@sluice/schema';
import type { ByteWindow } from '../input/byte-window.js';
import { JsonRow, type JsonRowsOptions } from './json-row.js';
import type { RecordBatch } from './record-batch.js';
import { RowReader, type RowStep } from './row-reader.js';

const LF = 0x0a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

function isSeparator(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === LF || byte === 0x2c;
}

/**
 * Elements of one JSON array, or objects one after another, over any number of lines. An element's end is found by
 * its brackets alone; its bytes are checked only then, so that a bad element costs itself. Where a string is not
 * closed on its line, reading goes on with the next line that begins with `{`.
 */
export class JsonRows extends RowReader {
  private readonly row: JsonRow;
  private state: 'begin' | 'inArray' | 'sequence' | 'closed' = 'begin';
  private isSkipping = false;

  /** @param resumed the window starts behind an element, not at the beginning of the input */
  constructor(
    window: ByteWindow,
    private readonly options: JsonRowsOptions,
    resumed = false,
  ) {
    super(window);
    this.row = new JsonRow(options);
    if (resumed) this.state = 'sequence';
  }

  get worstSize(): number {
    return this.rowEnd - this.rowStart;
  }

  step(): RowStep {
    const { window } = this;
    this.leave();
    for (;;) {
      if (this.isSkipping && !this.skipToObject()) return window.final ? this.end() : 'more';
      this.skipSeparators();
      if (window.length === 0) return window.final ? this.end() : 'more';
      const byte = window.bytes[window.start];
      if (byte === OPEN_ARRAY && this.state === 'begin') {
        this.state = 'inArray';
        window.consume(window.start + 1, 0);
      } else if (byte === CLOSE_ARRAY && this.state !== 'begin') {
        this.state = 'closed';
        window.consume(window.start + 1, 0);
      } else {
        if (this.state === 'begin') this.state = 'sequence';
        return this.element();
      }
    }
  }

  private end(): RowStep {
    if (this.state !== 'inArray') return 'end';
    this.state = 'closed';
    this.markElement(this.window.end, 0, 'reading JSON: the array is not closed');
    return 'reject';
  }

  private skipSeparators(): void {
    const { window } = this;
    let [at, lines] = [window.start, 0];
    while (at < window.end && isSeparator(window.bytes[at])) {
      if (window.bytes[at] === LF) lines += 1;
      at += 1;
    }
    window.consume(at, lines);
  }

  /** Finds the end of the element at the window's start. */
  private element(): RowStep {
    const { bytes, start, end, final } = this.window;
    let [at, depth, lines] = [start, 0, 0];
    for (; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === 0x22) {
        at = this.stringEnd(at);
        if (at < 0) return this.rejectLine('reading JSON: a string is not closed on its line');
        if (at >= end) break;
        if (depth === 0) return this.take(at + 1, lines);
      } else if (byte === 0x7b || byte === OPEN_ARRAY) {
        depth += 1;
      } else if (byte === 0x7d || byte === CLOSE_ARRAY) {
        if (depth === 0) return at > start ? this.take(at, lines) : this.rejectLine('reading JSON: stray bracket');
        depth -= 1;
        if (depth === 0) return this.take(at + 1, lines);
      } else if (depth === 0 && isSeparator(byte)) {
        return this.take(at, lines);
      } else if (byte === LF) {
        lines += 1;
      }
    }
    if (!final && this.window.length <= this.options.maxRowBytes) return 'more';
    if (final && depth === 0) return this.take(end, lines);
    return this.rejectLine(final ? 'reading JSON: brackets are not closed' : this.tooLong());
  }

  /** Position of the closing quote; the window's end where it is not there yet; -1 where the line ends before it. */
  private stringEnd(open: number): number {
    const { bytes, end } = this.window;
    for (let at = open + 1; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === 0x22) return at;
      if (byte === 0x5c) at += 1;
      else if (byte === LF) return -1;
    }
    return end;
  }

  private take(next: number, lines: number): RowStep {
    if (next - this.window.start > this.options.maxRowBytes) return this.rejectLine(this.tooLong());
    this.markElement(next, lines);
    return 'row';
  }

  private tooLong(): string {
    return `reading JSON: longer than ${this.options.maxRowBytes} bytes`;
  }

  private rejectLine(message: string): RowStep {
    const { bytes, start, end } = this.window;
    const newline = bytes.subarray(0, end).indexOf(LF, start);
    const next = newline < 0 ? end : newline + 1;
    this.markElement(next, newline < 0 ? 0 : 1, message);
    this.isSkipping = true;
    return 'reject';
  }

  /** Drops lines until one begins with `{`, a comma before it allowed. @returns whether it was found. */
  private skipToObject(): boolean {
    const { window } = this;
    for (;;) {
      this.skipSeparators();
      if (window.length === 0) return false;
      const byte = window.bytes[window.start];
      if (byte === 0x7b || (byte === CLOSE_ARRAY && this.state === 'inArray')) {
        this.isSkipping = false;
        return true;
      }
      const newline = window.bytes.subarray(0, window.end).indexOf(LF, window.start);
      window.consume(newline < 0 ? window.end : newline + 1, newline < 0 ? 0 : 1);
    }
  }

  private markElement(next: number, lines: number, problem?: string): void {
    const { bytes, start } = this.window;
    let end = next;
    while (end > start && isSeparator(bytes[end - 1])) end -= 1;
    this.mark(start, end, next, lines);
    this.rejection = problem === undefined ? undefined : new SluiceError('VALUE_NOT_JSON', problem);
  }

  observe(inference: SchemaInference): SluiceError | undefined {
    return this.row.observe(inference, this.window.bytes, this.rowStart, this.rowEnd);
  }

  write(batch: RecordBatch): SluiceError | undefined {
    return this.row.write(batch, this.window.bytes, this.rowStart, this.rowEnd, this.line);
  }
}
