import { BsonType } from '../../write/bson-type.js';
import { valueToJson } from '../bson-to-json.js';
import { FieldLocator } from '../field-locator.js';
import { JsonBytes } from '../json-bytes.js';
import type { RawBatch } from '../raw-scan.js';
import { type Column, NOTHING, type RecordFormat } from './record-format.js';

const COMMA = 0x2c;
const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const NULL_LENGTH = 4;

/**
 * CSV by RFC 4180 with a header, UTF-8. Null, missing and what is no number are empty cells, an empty text is `""`;
 * dates are ISO 8601 in UTC, objects and arrays JSON.
 */
export class CsvFormat implements RecordFormat {
  private readonly out = new JsonBytes();
  private readonly nested = new JsonBytes(1_024);
  private readonly locator: FieldLocator;

  constructor(private readonly columns: readonly Column[]) {
    this.locator = new FieldLocator(columns.map(({ path }) => path));
  }

  head(): Uint8Array {
    this.out.clear();
    for (const [i, { name }] of this.columns.entries()) {
      if (i > 0) this.out.byte(COMMA);
      const bytes = Buffer.from(name);
      this.text(bytes, 0, bytes.length);
    }
    this.lineEnd();
    return this.out.toBuffer();
  }

  write(batch: RawBatch): Uint8Array {
    const { out, locator, columns } = this;
    out.clear();
    batch.each((bson, start) => {
      locator.locate(bson, start);
      for (let i = 0; i < columns.length; i += 1) {
        if (i > 0) out.byte(COMMA);
        this.cell(bson, locator.types[i] as number, locator.at[i] as number);
      }
      this.lineEnd();
    });
    return out.toBuffer();
  }

  tail(): Uint8Array {
    return NOTHING;
  }

  private lineEnd(): void {
    this.out.byte(RETURN);
    this.out.byte(LINE_FEED);
  }

  private cell(bson: Buffer, type: number, at: number): void {
    switch (type) {
      case 0:
      case BsonType.null:
        return;
      case BsonType.string:
        this.text(bson, at + 4, at + 3 + bson.readInt32LE(at));
        return;
      case BsonType.double:
      case BsonType.int32:
      case BsonType.int64:
      case BsonType.boolean:
      case BsonType.decimal128:
      case BsonType.date:
        this.plain(bson, type, at);
        return;
      default:
        this.nested.clear();
        valueToJson(bson, type, at, this.nested);
        this.json(this.nested);
    }
  }

  /** What needs no quotes; JSON's null, and the quotes around dates, are left out. */
  private plain(bson: Buffer, type: number, at: number): void {
    const { out } = this;
    const from = out.length;
    valueToJson(bson, type, at, out);
    if (out.bytes[from] === QUOTE) {
      out.bytes.copyWithin(from, from + 1, out.length - 1);
      out.length -= 2;
    } else if (out.length - from === NULL_LENGTH && out.bytes[from] === 0x6e) out.length = from;
  }

  /** JSON of an object or array as it is; of a text what is within its quotes, which holds no escapes here. */
  private json({ bytes, length }: JsonBytes): void {
    if (bytes[0] === QUOTE) this.text(bytes, 1, length - 1);
    else this.text(bytes, 0, length);
  }

  private text(source: Buffer, start: number, end: number): void {
    const { out } = this;
    out.reserve((end - start) * 2 + 2);
    if (end > start && !needsQuotes(source, start, end)) {
      out.length += source.copy(out.bytes, out.length, start, end);
      return;
    }
    const { bytes } = out;
    let to = out.length;
    bytes[to++] = QUOTE;
    for (let at = start; at < end; at += 1) {
      const byte = source[at] as number;
      bytes[to++] = byte;
      if (byte === QUOTE) bytes[to++] = QUOTE;
    }
    bytes[to++] = QUOTE;
    out.length = to;
  }
}

function needsQuotes(source: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = source[at] as number;
    if (byte === COMMA || byte === QUOTE || byte === LINE_FEED || byte === RETURN) return true;
  }
  return false;
}
