import type { QueryField } from '../../query/query-field.js';
import { BsonType, JSON_TYPE_OF } from '../../write/bson-type.js';
import { jsonTypeNames } from '../../models/merge-sighting.js';
import { DistinctSketch } from '../aggregate/distinct-sketch.js';
import { measureAt } from '../bson-scalar.js';
import { instantText, valueKey, valueText } from '../value-key.js';

const TOP = 10;
/** Different values whose frequency is counted; beyond, new ones are not. */
const MAX_COUNTED = 1_000;
const BINS = 20;
const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** A profile of the numbers or dates of a field; of dates in ISO texts, deviations in milliseconds. */
export interface NumbersProfile {
  readonly count: number;
  readonly min: number | string;
  readonly max: number | string;
  readonly mean: number | string;
  readonly stddev: number;
  readonly quantiles: Readonly<Record<string, number | string>>;
  readonly histogram: readonly {
    readonly from: number | string;
    readonly to: number | string;
    readonly count: number;
  }[];
}

/** Looks at the values of one field, record by record. */
export class ColumnProfile {
  /** Numbers and dates by record, NaN where there is none. */
  readonly numbers: Float64Array;
  private readonly types = new Map<string, number>();
  private readonly distinct = new DistinctSketch();
  private readonly counts = new Map<string, { count: number; readonly text: string }>();
  private isCapped = false;
  private missing = 0;
  private nulls = 0;

  constructor(
    readonly field: QueryField,
    private readonly room: number,
  ) {
    this.numbers = new Float64Array(room).fill(Number.NaN);
  }

  add(record: number, bson: Buffer, type: number, at: number): void {
    if (type === 0) {
      this.missing += 1;
      return;
    }
    if (type === BsonType.null) {
      this.nulls += 1;
      return;
    }
    const name = typeName(type);
    this.types.set(name, (this.types.get(name) ?? 0) + 1);
    if (record < this.room) this.numbers[record] = measureAt(bson, type, at);
    const key = valueKey(bson, type, at);
    this.distinct.add(key);
    const known = this.counts.get(key);
    if (known) known.count += 1;
    else if (this.counts.size < MAX_COUNTED)
      this.counts.set(key, { count: 1, text: shortened(valueText(bson, type, at)) });
    else this.isCapped = true;
  }

  /** @param records how many were looked at */
  result(records: number): object {
    const numbers = this.numbers.subarray(0, records).filter(Number.isFinite).sort();
    return {
      field: this.field.name,
      types: Object.fromEntries(this.types),
      missing: this.missing,
      nulls: this.nulls,
      distinct: { count: this.distinct.count, isExact: this.distinct.isExact },
      top: this.top(),
      ...(numbers.length === 0 ? {} : { numbers: profileOf(numbers, this.field.isDate) }),
    };
  }

  /** Nothing where every value is another one; a value that turned up late may be missing where there are many. */
  private top(): object[] {
    const found = [...this.counts.values()].filter(({ count }) => count > 1).toSorted((a, b) => b.count - a.count);
    return found.slice(0, TOP).map(({ count, text }) => ({
      value: JSON.parse(text) as unknown,
      count,
      isExact: !this.isCapped,
    }));
  }
}

function typeName(type: number): string {
  if (type === BsonType.date) return 'date';
  const [name] = jsonTypeNames(JSON_TYPE_OF[type] ?? 0);
  return name ?? 'other';
}

const MAX_TEXT = 200;

/** JSON of a long value is shown as the beginning of its text. */
function shortened(json: string): string {
  return json.length <= MAX_TEXT ? json : JSON.stringify(`${json.slice(0, MAX_TEXT)}…`);
}

/** @param sorted numbers, or milliseconds since 1970 */
function profileOf(sorted: Float64Array, isDate: boolean): NumbersProfile {
  const shown = (value: number): number | string =>
    isDate ? (JSON.parse(instantText(Math.round(value))) as string) : value;
  const mean = sorted.reduce((sum, value) => sum + value / sorted.length, 0);
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2 / sorted.length, 0);
  const quantiles = QUANTILES.map((q) => [`p${q * 100}`, shown(quantileOf(sorted, q))]);
  return {
    count: sorted.length,
    min: shown(sorted[0] ?? 0),
    max: shown(sorted.at(-1) ?? 0),
    mean: shown(mean),
    stddev: Math.sqrt(variance),
    quantiles: Object.fromEntries(quantiles) as Record<string, number | string>,
    histogram: histogramOf(sorted).map(({ from, to, count }) => ({ from: shown(from), to: shown(to), count })),
  };
}

function quantileOf(sorted: Float64Array, quantile: number): number {
  const place = quantile * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  return low + ((sorted[below + 1] ?? low) - low) * (place - below);
}

/** Bins of equal width from the smallest to the largest; one where all are the same. */
function histogramOf(sorted: Float64Array): { from: number; to: number; count: number }[] {
  const [min, max] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const width = (max - min) / BINS;
  if (!(width > 0)) return [{ from: min, to: max, count: sorted.length }];
  const bins = Array.from({ length: BINS }, (_, i) => ({ from: min + i * width, to: min + (i + 1) * width, count: 0 }));
  for (const value of sorted) {
    const bin = bins[Math.min(BINS - 1, Math.floor((value - min) / width))];
    if (bin) bin.count += 1;
  }
  return bins;
}
