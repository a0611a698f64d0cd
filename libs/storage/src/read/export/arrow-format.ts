import {
  AsyncByteQueue,
  Bool,
  type Data,
  type DataType,
  Field,
  Float64,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Utf8,
} from 'apache-arrow';
import { BsonType } from '../../write/bson-type.js';
import { instantAt, numberAt } from '../bson-scalar.js';
import { FieldLocator } from '../field-locator.js';
import type { RawBatch } from '../raw-scan.js';
import { columnKind, type ColumnKind, integerAt, textBytes } from './column-kind.js';
import { type Column, NOTHING, type RecordFormat } from './record-format.js';

const MEDIA_ROOM = 64 * 1024;

/** An Arrow IPC stream, a record batch for each reply of the store; opens in pyarrow, pandas, polars and DuckDB. */
export class ArrowFormat implements RecordFormat {
  private readonly sink = new Collected();
  private readonly writer = new RecordBatchStreamWriter({ autoDestroy: false });
  private readonly kinds: ColumnKind[];
  private readonly schema: Schema;
  private readonly locator: FieldLocator;

  constructor(private readonly columns: readonly Column[]) {
    this.kinds = columns.map(columnKind);
    this.schema = new Schema(columns.map(({ name }, i) => new Field(name, typeOf(this.kinds[i] ?? 'text'), true)));
    this.locator = new FieldLocator(columns.map(({ path }) => path));
  }

  head(): Uint8Array {
    this.writer.reset(this.sink, this.schema);
    return this.sink.take();
  }

  write(batch: RawBatch): Uint8Array {
    if (batch.count === 0) return NOTHING;
    const builders = this.kinds.map((kind) => new ColumnBuilder(kind, batch.count));
    let row = 0;
    batch.each((bson, start) => {
      this.locator.locate(bson, start);
      const { types, at } = this.locator;
      for (let i = 0; i < builders.length; i += 1) {
        (builders[i] as ColumnBuilder).set(row, bson, types[i] as number, at[i] as number, this.columns[i] as Column);
      }
      row += 1;
    });
    const children = builders.map((builder) => builder.data());
    const data = makeData({ type: new Struct(this.schema.fields), length: row, nullCount: 0, children });
    this.writer.write(new RecordBatch(this.schema, data));
    return this.sink.take();
  }

  tail(): Uint8Array {
    this.writer.finish();
    return this.sink.take();
  }
}

/** Keeps what the writer writes until it is taken. */
class Collected extends AsyncByteQueue {
  private parts: Uint8Array[] = [];

  override write(part: Uint8Array): void {
    this.parts.push(part);
  }

  take(): Uint8Array {
    const all = Buffer.concat(this.parts);
    this.parts = [];
    return all;
  }
}

function typeOf(kind: ColumnKind): DataType {
  switch (kind) {
    case 'int64':
      return new Int64();
    case 'float64':
      return new Float64();
    case 'bool':
      return new Bool();
    case 'timestamp':
      return new TimestampMillisecond('UTC');
    default:
      return new Utf8();
  }
}

/** The values of a column of one record batch, in Arrow's own layout. */
class ColumnBuilder {
  private readonly valid: Uint8Array;
  private readonly numbers: Float64Array;
  private readonly integers: BigInt64Array;
  private readonly bits: Uint8Array;
  private readonly ends: Int32Array;
  private text = Buffer.alloc(0);
  private nulls = 0;

  constructor(
    private readonly kind: ColumnKind,
    private readonly rows: number,
  ) {
    const bytes = (rows + 7) >> 3;
    this.valid = new Uint8Array(bytes);
    this.numbers = new Float64Array(kind === 'float64' ? rows : 0);
    this.integers = new BigInt64Array(kind === 'int64' || kind === 'timestamp' ? rows : 0);
    this.bits = new Uint8Array(kind === 'bool' ? bytes : 0);
    this.ends = new Int32Array(kind === 'text' ? rows + 1 : 0);
    if (kind === 'text') this.text = Buffer.allocUnsafe(MEDIA_ROOM);
  }

  set(row: number, bson: Buffer, type: number, at: number, column: Column): void {
    const isValid = type !== 0 && type !== BsonType.null && this.take(row, bson, type, at, column);
    if (isValid) this.valid[row >> 3]! |= 1 << (row & 7);
    else {
      this.nulls += 1;
      if (this.kind === 'text') this.ends[row + 1] = this.ends[row] as number;
    }
  }

  data(): Data {
    const base = { length: this.rows, nullCount: this.nulls, nullBitmap: this.valid };
    switch (this.kind) {
      case 'int64':
        return makeData({ ...base, type: new Int64(), data: this.integers });
      case 'timestamp':
        return makeData({ ...base, type: new TimestampMillisecond('UTC'), data: this.integers });
      case 'float64':
        return makeData({ ...base, type: new Float64(), data: this.numbers });
      case 'bool':
        return makeData({ ...base, type: new Bool(), data: this.bits });
      default:
        return makeData({
          ...base,
          type: new Utf8(),
          valueOffsets: this.ends,
          data: this.text.subarray(0, this.ends[this.rows]),
        });
    }
  }

  /** Whether the value is one of the column's kind. */
  private take(row: number, bson: Buffer, type: number, at: number, column: Column): boolean {
    switch (this.kind) {
      case 'float64': {
        const value = numberAt(bson, type, at);
        this.numbers[row] = value;
        return type === BsonType.double || !Number.isNaN(value);
      }
      case 'int64': {
        const value = integerAt(bson, type, at, column);
        this.integers[row] = value ?? 0n;
        return value !== undefined;
      }
      case 'timestamp':
        if (type === BsonType.date) this.integers[row] = bson.readBigInt64LE(at);
        return !Number.isNaN(instantAt(bson, type, at));
      case 'bool':
        if (type === BsonType.boolean && bson[at] === 1) this.bits[row >> 3]! |= 1 << (row & 7);
        return type === BsonType.boolean;
      default:
        this.append(row, textBytes(bson, type, at));
        return true;
    }
  }

  private append(row: number, bytes: Buffer): void {
    const start = this.ends[row] as number;
    if (start + bytes.length > this.text.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.text.length * 2, start + bytes.length));
      this.text.copy(grown, 0, 0, start);
      this.text = grown;
    }
    bytes.copy(this.text, start);
    this.ends[row + 1] = start + bytes.length;
  }
}
