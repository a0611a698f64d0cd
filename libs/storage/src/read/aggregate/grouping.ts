import { SluiceError } from '@sluice/contracts';
import type { FieldLocator } from '../field-locator.js';
import { valueKey, valueText } from '../value-key.js';

/** Groups and windows together. */
export const MAX_ROWS = 10_000;

/** A group of one window: its number, the window's start, and which values of the grouping fields it has. */
export interface Group {
  readonly window: number;
  readonly key: number;
}

/** Numbers the groups of records as they turn up: by the start of their window and the values of some columns. */
export class Grouping {
  readonly groups: Group[] = [];
  /** JSON texts of the values of each key, in the order of the fields. */
  readonly keys: string[][] = [];
  private readonly keyNumbers = new Map<string, number>();
  private readonly numbers: Map<number, number>[] = [];
  private lastWindow = Number.NaN;
  private lastKey = -1;
  private lastNumber = -1;

  /**
   * Number of the group of the document that the locator has just read.
   * @param columns of the locator, whose values make groups
   * @throws SluiceError QUERY_TOO_LARGE
   */
  numberOf(bson: Buffer, locator: FieldLocator, columns: readonly number[], window: number): number {
    const key = columns.length === 0 ? this.onlyKey() : this.keyOf(bson, locator, columns);
    if (key === this.lastKey && window === this.lastWindow) return this.lastNumber;
    const numbers = this.numbers[key] as Map<number, number>;
    let number = numbers.get(window);
    if (number === undefined) {
      if (this.groups.length >= MAX_ROWS) throw tooManyRows();
      number = this.groups.push({ window, key }) - 1;
      numbers.set(window, number);
    }
    [this.lastKey, this.lastWindow, this.lastNumber] = [key, window, number];
    return number;
  }

  /** The number of a group that may not have turned up. */
  find(key: number, window: number): number | undefined {
    return this.numbers[key]?.get(window);
  }

  private onlyKey(): number {
    if (this.keys.length === 0) this.newKey([]);
    return 0;
  }

  private keyOf(bson: Buffer, { types, at }: FieldLocator, columns: readonly number[]): number {
    let text = '';
    for (const column of columns) {
      const part = valueKey(bson, types[column] as number, at[column] as number);
      text = columns.length === 1 ? part : `${text}${part.length}:${part}`;
    }
    const known = this.keyNumbers.get(text);
    if (known !== undefined) return known;
    if (this.keys.length >= MAX_ROWS) throw tooManyRows();
    const key = this.newKey(columns.map((column) => valueText(bson, types[column] as number, at[column] as number)));
    this.keyNumbers.set(text, key);
    return key;
  }

  private newKey(texts: string[]): number {
    this.numbers.push(new Map());
    return this.keys.push(texts) - 1;
  }
}

export function tooManyRows(): SluiceError {
  return new SluiceError(
    'QUERY_TOO_LARGE',
    `grouping records: windows and groups make more than ${MAX_ROWS} rows; take longer windows, a shorter time or fewer groups`,
    { context: { expected: `at most ${MAX_ROWS} rows`, parameter: 'window' } },
  );
}
