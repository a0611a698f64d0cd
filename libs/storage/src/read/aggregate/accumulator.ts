import type { Measure } from '../../query/measure.js';
import { measureAt } from '../bson-scalar.js';
import { instantText, NO_VALUE, valueKey, valueText } from '../value-key.js';
import { DistinctSketch } from './distinct-sketch.js';
import { Growing } from './growing.js';
import { QuantileSketch } from './quantile-sketch.js';
import { Spread } from './spread.js';
import { Sum } from './sum.js';

/** Computes one measure for every group. Groups are numbered from 0 as they turn up. */
export interface Accumulator {
  /** Takes the value of one record; `time` is NaN where nobody asks for the first or last. */
  add(group: number, bson: Buffer, type: number, at: number, time: number): void;
  /** Takes what a bucket keeps of many values, in the order of `partPaths`. Only of measures that can be merged. */
  merge?(group: number, parts: readonly (number | undefined)[]): void;
  /** The result as JSON text. */
  result(group: number): string;
  /** Whether every result is computed from all values rather than estimated from a sketch. */
  readonly isExact: boolean;
}

/** An empty accumulator of a measure. */
export function accumulatorOf({ does, field, quantile = 0.5 }: Measure): Accumulator {
  const isDate = field?.isDate ?? false;
  switch (does) {
    case 'count':
      return field === undefined ? new RecordCounts() : new ValueCounts();
    case 'sum':
    case 'avg':
      return new Sums(does);
    case 'stddev':
      return new Deviations();
    case 'min':
    case 'max':
      return new Extremes(does, isDate);
    case 'first':
    case 'last':
      return new Edges(does);
    case 'distinct':
      return new Distincts();
    default:
      return new Quantiles(quantile);
  }
}

class RecordCounts implements Accumulator {
  readonly isExact = true;
  private readonly counts = new Growing();

  add(group: number): void {
    this.counts.at(group);
    this.counts.values[group]! += 1;
  }

  merge(group: number, [count = 0]: readonly (number | undefined)[]): void {
    this.counts.at(group);
    this.counts.values[group]! += count;
  }

  result(group: number): string {
    return String(this.counts.at(group));
  }
}

class ValueCounts implements Accumulator {
  readonly isExact = true;
  private readonly counts = new Growing();

  add(group: number, _bson: Buffer, type: number): void {
    if (type === 0 || type === NULL) return;
    this.counts.at(group);
    this.counts.values[group]! += 1;
  }

  merge(group: number, [count = 0]: readonly (number | undefined)[]): void {
    this.counts.at(group);
    this.counts.values[group]! += count;
  }

  result(group: number): string {
    return String(this.counts.at(group));
  }
}

class Sums implements Accumulator {
  readonly isExact = true;
  private readonly counts = new Growing();
  private readonly sums = new Sum();

  constructor(private readonly does: 'sum' | 'avg') {}

  add(group: number, bson: Buffer, type: number, at: number): void {
    const value = measureAt(bson, type, at);
    if (Number.isNaN(value)) return;
    this.counts.at(group);
    this.counts.values[group]! += 1;
    this.sums.add(group, value);
  }

  merge(group: number, [count = 0, sum = 0, rest = 0]: readonly (number | undefined)[]): void {
    if (count === 0) return;
    this.counts.at(group);
    this.counts.values[group]! += count;
    this.sums.add(group, sum, rest);
  }

  result(group: number): string {
    const count = this.counts.at(group);
    const sum = this.sums.result(group);
    return count === 0 ? 'null' : numberText(this.does === 'sum' ? sum : sum / count);
  }
}

class Deviations implements Accumulator {
  readonly isExact = true;
  private readonly spreads = new Spread();

  add(group: number, bson: Buffer, type: number, at: number): void {
    const value = measureAt(bson, type, at);
    if (!Number.isNaN(value)) this.spreads.add(group, value);
  }

  merge(group: number, [count = 0, mean = 0, squares = 0]: readonly (number | undefined)[]): void {
    if (count > 0) this.spreads.merge(group, count, mean, squares);
  }

  result(group: number): string {
    const count = this.spreads.counts.at(group);
    return count === 0 ? 'null' : numberText(Math.sqrt(this.spreads.squares.at(group) / count));
  }
}

class Extremes implements Accumulator {
  readonly isExact = true;
  private readonly found: Growing;
  private readonly sign: 1 | -1;

  constructor(
    does: 'min' | 'max',
    private readonly isDate: boolean,
  ) {
    this.sign = does === 'min' ? 1 : -1;
    this.found = new Growing(Infinity);
  }

  add(group: number, bson: Buffer, type: number, at: number): void {
    this.take(group, measureAt(bson, type, at));
  }

  merge(group: number, [value = Number.NaN]: readonly (number | undefined)[]): void {
    this.take(group, value);
  }

  private take(group: number, found: number): void {
    const value = found * this.sign;
    if (value < this.found.at(group)) this.found.values[group] = value;
  }

  result(group: number): string {
    const value = this.found.at(group) * this.sign;
    if (Math.abs(value) === Infinity) return 'null';
    return this.isDate ? instantText(value) : numberText(value);
  }
}

/** The value of the record that is earliest or latest; the one met first where several are. */
class Edges implements Accumulator {
  readonly isExact = true;
  private readonly times = new Growing(Infinity);
  private readonly texts: string[] = [];
  private readonly sign: 1 | -1;

  constructor(does: 'first' | 'last') {
    this.sign = does === 'first' ? 1 : -1;
  }

  add(group: number, bson: Buffer, type: number, at: number, time: number): void {
    if (type === 0 || type === NULL || !(time * this.sign < this.times.at(group))) return;
    this.times.values[group] = time * this.sign;
    this.texts[group] = valueText(bson, type, at);
  }

  result(group: number): string {
    return this.texts[group] ?? 'null';
  }
}

const NULL = 0x0a;
/** Texts kept over all groups before those of a group become a sketch. */
const KEPT_TEXTS = 200_000;
const FEW = 100;

class Distincts implements Accumulator {
  isExact = true;
  private readonly sketches: DistinctSketch[] = [];

  add(group: number, bson: Buffer, type: number, at: number): void {
    const key = valueKey(bson, type, at);
    if (key === NO_VALUE) return;
    const sketch = (this.sketches[group] ??= new DistinctSketch(group * FEW * 20 > KEPT_TEXTS ? FEW : undefined));
    sketch.add(key);
    if (!sketch.isExact) this.isExact = false;
  }

  result(group: number): string {
    return String(this.sketches[group]?.count ?? 0);
  }
}

class Quantiles implements Accumulator {
  isExact = true;
  private readonly sketches: QuantileSketch[] = [];

  constructor(private readonly quantile: number) {}

  add(group: number, bson: Buffer, type: number, at: number): void {
    const value = measureAt(bson, type, at);
    if (!Number.isFinite(value)) return;
    const sketch = (this.sketches[group] ??= new QuantileSketch());
    sketch.add(value);
    if (!sketch.isExact) this.isExact = false;
  }

  result(group: number): string {
    return numberText(this.sketches[group]?.at(this.quantile) ?? Number.NaN);
  }
}

/** JSON has no infinities. */
function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}
