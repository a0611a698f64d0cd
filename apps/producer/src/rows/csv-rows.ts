import { isUtf8 } from 'node:buffer';
import { SluiceError } from '@sluice/contracts';
import { type CompiledSchema, JsonType, type SchemaInference } from '@sluice/schema';
import type { ByteWindow } from '../input/byte-window.js';
import { CELL_OVERHEAD, type ColumnPlan, mismatch, planColumn, writeCell } from './cell-writer.js';
import type { CsvHeader } from './csv-header.js';
import { cellText, CsvScanner, lineEnd } from './csv-scanner.js';
import type { RecordBatch } from './record-batch.js';
import { RowReader, type RowStep } from './row-reader.js';

interface CsvRowsOptions {
  readonly maxRowBytes: number;
  /** Without it rows can only be observed. */
  readonly schema?: CompiledSchema;
  /** Column that becomes the key. */
  readonly key?: string;
}

/**
 * Rows of a CSV whose header has been consumed. A row with the wrong number of cells or a broken quote is rejected.
 * Where a quote is to blame, or may be, only the line on which the row begins is: reading goes on with the next line,
 * so that one stray quote costs one line and not the file. Blank lines are skipped.
 */
export class CsvRows extends RowReader {
  private readonly scanner: CsvScanner;
  private readonly plans: ColumnPlan[];
  private readonly keyColumn: number;
  private readonly prefixBytes: number;
  private isSkipping = false;

  constructor(
    window: ByteWindow,
    private readonly header: CsvHeader,
    private readonly options: CsvRowsOptions,
  ) {
    super(window);
    this.scanner = new CsvScanner(header.delimiter);
    this.plans = planColumns(header.names, options.schema);
    this.prefixBytes = this.plans.reduce((sum, plan) => sum + plan.prefix.length, 0);
    this.keyColumn = options.key === undefined ? -1 : header.names.indexOf(options.key);
    if (options.key !== undefined && this.keyColumn < 0) {
      throw new SluiceError('KEY_MISSING', `reading CSV header: no column is named ${JSON.stringify(options.key)}`);
    }
  }

  get worstSize(): number {
    return 6 * (this.rowEnd - this.rowStart) + this.prefixBytes + CELL_OVERHEAD * this.plans.length + 2;
  }

  step(): RowStep {
    this.leave();
    if (this.isSkipping && !this.skipLine()) return this.window.final ? 'end' : 'more';
    const { window, scanner } = this;
    for (;;) {
      if (window.length === 0) return window.final ? 'end' : 'more';
      const outcome = scanner.scan(window.bytes, window.start, window.end, window.final);
      if (outcome === 'more') {
        if (window.length <= this.options.maxRowBytes) return 'more';
        return this.rejectLine(scanner.firstLineEnd < 0 ? 'ROW_TOO_LARGE' : 'ROW_BROKEN_QUOTE');
      }
      if (outcome === 'broken') return this.rejectLine('ROW_BROKEN_QUOTE');
      const isBlank = scanner.count === 1 && scanner.starts[0] === scanner.ends[0] && scanner.flags[0] === 0;
      if (!isBlank) return this.judge();
      window.consume(scanner.next, 1);
    }
  }

  private judge(): RowStep {
    const { scanner, window, header } = this;
    if (scanner.next - window.start > this.options.maxRowBytes) return this.rejectLine('ROW_TOO_LARGE');
    if (scanner.count === header.names.length) {
      this.markLines(scanner.next, scanner.lines);
      return 'row';
    }
    const message = `reading CSV: ${scanner.count} cells, the header has ${header.names.length}`;
    if (scanner.lines > 1) return this.rejectLine('ROW_CELL_COUNT', message);
    this.markLines(scanner.next, scanner.lines);
    this.rejection = new SluiceError('ROW_CELL_COUNT', message);
    return 'reject';
  }

  private markLines(next: number, lines: number): void {
    const { bytes, start } = this.window;
    let end = next;
    while (end > start && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end -= 1;
    this.mark(start, end, next, lines);
  }

  /** Rejects the line on which the present row begins, however far the row seemed to go. */
  private rejectLine(code: 'ROW_TOO_LARGE' | 'ROW_BROKEN_QUOTE' | 'ROW_CELL_COUNT', message?: string): RowStep {
    const { window } = this;
    const end = lineEnd(window.bytes, window.start, window.end, window.final);
    if (end < 0 && window.length <= this.options.maxRowBytes) return 'more';
    this.markLines(end < 0 ? window.end : end, end < 0 ? 0 : 1);
    this.isSkipping = end < 0;
    this.rejection = new SluiceError(code, message ?? problemOf(code, this.options.maxRowBytes));
    return 'reject';
  }

  /** Drops the rest of a line too long for the window. @returns whether its end was found. */
  private skipLine(): boolean {
    const { window } = this;
    const end = lineEnd(window.bytes, window.start, window.end, window.final);
    if (end >= 0) {
      this.isSkipping = false;
      window.consume(end, 1);
      return true;
    }
    const keep = window.length > 0 && window.bytes[window.end - 1] === 0x0d ? 1 : 0;
    window.consume(window.end - keep, 0);
    return false;
  }

  observe(inference: SchemaInference): undefined {
    const { scanner, window } = this;
    for (let i = 0; i < scanner.count; i += 1) {
      inference.observeCell(i, window.bytes, scanner.starts[i] ?? 0, scanner.ends[i] ?? 0);
    }
  }

  write(batch: RecordBatch): SluiceError | undefined {
    const { scanner, plans } = this;
    const { bytes } = this.window;
    const out = batch.bytes;
    const open = batch.open();
    let at = open;
    out[at++] = 0x7b;
    for (let i = 0; i < plans.length; i += 1) {
      const plan = plans[i];
      if (plan === undefined) break;
      const { prefix } = plan;
      for (let j = 0; j < prefix.length; j += 1) out[at++] = prefix[j] ?? 0;
      const [start, end] = [scanner.starts[i] ?? 0, scanner.ends[i] ?? 0];
      at = writeCell(out, at, plan, bytes, start, end, scanner.flags[i] ?? 0);
      if (at < 0) return refusal(mismatch(plan, bytes, start, end));
    }
    out[at++] = 0x7d;
    return this.closeRecord(batch, open, at);
  }

  private closeRecord(batch: RecordBatch, open: number, end: number): SluiceError | undefined {
    const { bytes } = this.window;
    if (hasHighByte(bytes, this.rowStart, this.rowEnd) && !isUtf8(bytes.subarray(this.rowStart, this.rowEnd))) {
      return new SluiceError('ROW_NOT_UTF8', 'reading CSV: the row is not UTF-8');
    }
    const violation = this.options.schema?.validate?.(JSON.parse(batch.bytes.toString('utf8', open, end)));
    if (violation !== undefined) return refusal(`${violation.pointer || 'the record'} ${violation.message}`);
    if (this.keyColumn < 0) {
      batch.close(end, undefined, this.line);
      return undefined;
    }
    const { scanner, keyColumn } = this;
    const text = cellText(
      bytes,
      scanner.starts[keyColumn] ?? 0,
      scanner.ends[keyColumn] ?? 0,
      scanner.flags[keyColumn] ?? 0,
    );
    if (text === '') return new SluiceError('KEY_MISSING', `reading CSV: the key column is empty`);
    batch.close(end, text, this.line);
    return undefined;
  }
}

function hasHighByte(bytes: Buffer, start: number, end: number): boolean {
  let all = 0;
  for (let i = start; i < end; i += 1) all |= bytes[i] ?? 0;
  return all >= 0x80;
}

function refusal(problem: string): SluiceError {
  return new SluiceError('VALUE_SCHEMA_MISMATCH', `checking row: ${problem}`);
}

function problemOf(code: string, limit: number): string {
  if (code === 'ROW_TOO_LARGE') return `reading CSV: the row is longer than ${limit} bytes`;
  return 'reading CSV: a quote is not closed, or text follows the closing quote';
}

function planColumns(names: readonly string[], schema: CompiledSchema | undefined): ColumnPlan[] {
  const anyText = JsonType.string | JsonType.null;
  if (schema === undefined) return names.map((name, i) => planColumn(name, i, { name, types: anyText }));
  const missing = schema.required.find((name) => !names.includes(name));
  if (missing !== undefined) {
    throw new SluiceError(
      'ROW_BAD_HEADER',
      `reading CSV header: required column ${JSON.stringify(missing)} is missing`,
    );
  }
  return names.map((name, index) => {
    const field = schema.fields.get(name);
    if (field === undefined && !schema.allowsOtherFields) {
      throw new SluiceError(
        'ROW_BAD_HEADER',
        `reading CSV header: column ${JSON.stringify(name)} is not in the schema`,
      );
    }
    return planColumn(name, index, field ?? { name, types: ~0 });
  });
}
