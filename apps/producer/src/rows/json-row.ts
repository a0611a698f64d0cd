import { isUtf8 } from 'node:buffer';
import { SluiceError } from '@sluice/contracts';
import {
  JsonScanner,
  jsonText,
  JsonType,
  RecordChecker,
  type CompiledSchema,
  type SchemaInference,
} from '@sluice/schema';
import type { RecordBatch } from './record-batch.js';

export interface JsonRowsOptions {
  readonly maxRowBytes: number;
  readonly schema?: CompiledSchema;
  /** Top-level field that becomes the key: a string's text, else the JSON of the value. */
  readonly key?: string;
}

/** One JSON object as bytes: checked, then copied as it is, so that numbers keep every digit. */
export class JsonRow {
  private readonly checker: RecordChecker;
  private readonly scanner = new JsonScanner();
  private readonly key: string | undefined;

  constructor(options: JsonRowsOptions) {
    this.checker = new RecordChecker(options.schema);
    this.key = options.key;
  }

  observe(inference: SchemaInference, bytes: Buffer, start: number, end: number): SluiceError | undefined {
    const fault = inference.observeJson(bytes, start, end);
    if (fault === undefined) return undefined;
    return new SluiceError('VALUE_NOT_JSON', `reading JSON: ${fault.message} at byte ${fault.at - start}`);
  }

  write(batch: RecordBatch, bytes: Buffer, start: number, end: number, line: number): SluiceError | undefined {
    if (!isUtf8(bytes.subarray(start, end))) return new SluiceError('ROW_NOT_UTF8', 'reading JSON: it is not UTF-8');
    const problem = this.checker.check(bytes, start, end);
    if (problem !== undefined) return problem;
    let key: string | undefined;
    if (this.key !== undefined) {
      key = this.keyOf(this.key, bytes, start, end);
      if (key === undefined) {
        return new SluiceError('KEY_MISSING', `reading JSON: field ${JSON.stringify(this.key)} is missing or null`);
      }
    }
    const open = batch.open();
    bytes.copy(batch.bytes, open, start, end);
    batch.close(open + end - start, key, line);
    return undefined;
  }

  private keyOf(field: string, bytes: Buffer, start: number, end: number): string | undefined {
    let key: string | undefined;
    this.scanner.scan(bytes, start, end, (nameStart, nameEnd, valueStart, valueEnd, type) => {
      if (jsonText(bytes, nameStart, nameEnd) !== field) return;
      if (type === JsonType.string) key = jsonText(bytes, valueStart + 1, valueEnd - 1);
      else key = type === JsonType.null ? undefined : bytes.toString('utf8', valueStart, valueEnd);
    });
    return key === '' ? undefined : key;
  }
}
