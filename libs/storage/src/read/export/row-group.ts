import { FieldLocator } from '../field-locator.js';
import type { RawBatch } from '../raw-scan.js';
import type { Column } from './record-format.js';

/** Where the values of the rows of one batch are. */
interface Part {
  readonly bytes: Buffer;
  readonly rows: number;
  /** Of row r and column c at `r * columns + c`: the BSON type, 0 where the field is missing, and the value's place. */
  readonly types: Uint8Array;
  readonly at: Uint32Array;
}

type CheckValue = (bson: Buffer, type: number, at: number) => void;

/** Rows that wait for their group to be full, as the bytes that came from the store; a value is read when it is asked for. */
export class RowGroup {
  private readonly locator: FieldLocator;
  private parts: Part[] = [];
  rows = 0;
  bytes = 0;

  /** @param check called for every value of the columns that it is given for, when its row comes */
  constructor(
    private readonly columns: readonly Column[],
    private readonly check: readonly (CheckValue | undefined)[],
  ) {
    this.locator = new FieldLocator(columns.map(({ path }) => path));
  }

  /** @throws what a check throws */
  add(batch: RawBatch): void {
    const { locator, columns, check } = this;
    const types = new Uint8Array(batch.count * columns.length);
    const at = new Uint32Array(batch.count * columns.length);
    let place = 0;
    batch.each((bson, start) => {
      locator.locate(bson, start);
      for (let i = 0; i < columns.length; i += 1, place += 1) {
        types[place] = locator.types[i] as number;
        at[place] = locator.at[i] as number;
        check[i]?.(bson, types[place] as number, at[place] as number);
      }
    });
    this.parts.push({ bytes: batch.bytes, rows: batch.count, types, at });
    this.rows += batch.count;
    this.bytes += batch.bytes.length;
  }

  /** The values of one column, of all rows. */
  column<T>(index: number, valueAt: (bson: Buffer, type: number, at: number) => T): T[] {
    const values = Array.from<T>({ length: this.rows });
    let row = 0;
    for (const { bytes, rows, types, at } of this.parts) {
      for (let n = 0, place = index; n < rows; n += 1, row += 1, place += this.columns.length) {
        values[row] = valueAt(bytes, types[place] as number, at[place] as number);
      }
    }
    return values;
  }

  clear(): void {
    this.parts = [];
    this.rows = 0;
    this.bytes = 0;
  }
}
