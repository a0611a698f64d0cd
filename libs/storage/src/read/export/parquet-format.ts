import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { BsonType } from '../../write/bson-type.js';
import { numberAt } from '../bson-scalar.js';
import type { RawBatch } from '../raw-scan.js';
import { columnKind, type ColumnKind, integerAt, textBytes } from './column-kind.js';
import { type Column, NOTHING, type RecordFormat } from './record-format.js';
import { RowGroup } from './row-group.js';

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/**
 * A row group ends after this many rows, values, or bytes of the store, whichever comes first. Groups of few rows are
 * gone before V8 takes them for long-lived, which costs a tenth of the file's size and saves 150 MB of memory; but what
 * the end of the file tells of each group is kept until then, so that groups grow with the file.
 */
const GROUP_ROWS = 4_000;
const GROUP_SHARE = 1 / 1_000;
const GROUP_VALUES = 200_000;
const GROUP_BYTES = 8 * 1024 * 1024;

/** Parquet with Snappy; opens in pyarrow, pandas, polars, DuckDB and Spark. Row groups leave as soon as they are full. */
export class ParquetFormat implements RecordFormat {
  private readonly bytes = new ByteWriter(64 * 1024);
  private readonly writer: ParquetWriter;
  private readonly kinds: ColumnKind[];
  private readonly group: RowGroup;
  private written = 0;

  constructor(private readonly columns: readonly Column[]) {
    this.kinds = columns.map(columnKind);
    // A value that does not fit is told with its batch, so that a short file is refused rather than broken off.
    const fits = (column: Column) => (bson: Buffer, type: number, at: number) => void integerAt(bson, type, at, column);
    this.group = new RowGroup(
      columns,
      columns.map((column, i) => (this.kinds[i] === 'int64' ? fits(column) : undefined)),
    );
    const root: SchemaElement = { name: 'root', num_children: columns.length };
    const schema = [root, ...columns.map(({ name }, i) => elementOf(name, this.kinds[i] ?? 'text'))];
    this.writer = new ParquetWriter({ writer: this.bytes, schema, createdBy: 'sluice' });
  }

  head(): Uint8Array {
    return this.take();
  }

  write(batch: RawBatch): Uint8Array {
    const { group, columns } = this;
    group.add(batch);
    const isFull =
      group.rows >= Math.max(GROUP_ROWS, this.written * GROUP_SHARE) ||
      group.rows * columns.length >= GROUP_VALUES ||
      group.bytes >= GROUP_BYTES;
    return isFull ? this.endGroup() : NOTHING;
  }

  tail(): Uint8Array {
    const last = this.group.rows > 0 ? this.endGroup() : NOTHING;
    void this.writer.finish(); // writes to memory, at once
    return Buffer.concat([last, this.take()]);
  }

  private endGroup(): Uint8Array {
    const { group, kinds } = this;
    const columnData = this.columns.map((column, i) => ({
      name: column.name,
      offsetIndex: false,
      // Asked for when the column is written, so that the values of one column at a time are in memory.
      get data(): unknown[] {
        return group.column(i, (bson, type, at) => valueAt(bson, type, at, kinds[i] as ColumnKind, column));
      },
    }));
    void this.writer.write({ columnData, rowGroupSize: group.rows }); // writes to memory, at once
    this.written += group.rows;
    group.clear();
    return this.take();
  }

  /** What was written since the last time; its memory is used again. */
  private take(): Uint8Array {
    const copy = Buffer.from(this.bytes.getBytes());
    this.bytes.index = 0;
    return copy;
  }
}

function elementOf(name: string, kind: ColumnKind): SchemaElement {
  const base = { name, repetition_type: 'OPTIONAL' } as const;
  switch (kind) {
    case 'int64':
      return { ...base, type: 'INT64' };
    case 'float64':
      return { ...base, type: 'DOUBLE' };
    case 'bool':
      return { ...base, type: 'BOOLEAN' };
    case 'timestamp':
      return {
        ...base,
        type: 'INT64',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
        converted_type: 'TIMESTAMP_MILLIS',
      };
    default:
      return { ...base, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
  }
}

function valueAt(bson: Buffer, type: number, at: number, kind: ColumnKind, column: Column): unknown {
  if (type === 0 || type === BsonType.null) return null;
  switch (kind) {
    case 'int64':
      return integerAt(bson, type, at, column) ?? null;
    case 'float64': {
      const value = numberAt(bson, type, at);
      return type === BsonType.double || !Number.isNaN(value) ? value : null;
    }
    case 'bool':
      return type === BsonType.boolean ? bson[at] === 1 : null;
    case 'timestamp':
      return type === BsonType.date ? bson.readBigInt64LE(at) : null;
    default:
      return textBytes(bson, type, at).toString();
  }
}
