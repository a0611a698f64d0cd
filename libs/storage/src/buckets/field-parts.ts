import { measureAt } from '../read/bson-scalar.js';
import { Growing } from '../read/aggregate/growing.js';
import { Spread } from '../read/aggregate/spread.js';
import { Sum } from '../read/aggregate/sum.js';
import { BsonType } from '../write/bson-type.js';
import { PARTS } from './bucket-document.js';

/** What buckets keep of the values of one field, for each group. */
export class FieldParts {
  private readonly values = new Growing();
  private readonly sums = new Sum();
  private readonly spreads = new Spread();
  private readonly smallest = new Growing(Infinity);
  private readonly largest = new Growing(-Infinity);

  add(group: number, bson: Buffer, type: number, at: number): void {
    if (type === 0 || type === BsonType.null) return;
    this.values.at(group);
    this.values.values[group]! += 1;
    const value = measureAt(bson, type, at);
    if (Number.isNaN(value)) return;
    this.sums.add(group, value);
    this.spreads.add(group, value);
    if (value < this.smallest.at(group)) this.smallest.values[group] = value;
    if (value > this.largest.at(group)) this.largest.values[group] = value;
  }

  /** Fields of the group's bucket, without those that are zero. */
  of(group: number, number: number): [name: string, value: number][] {
    const numbers = this.spreads.counts.at(group);
    const parts = {
      values: this.values.at(group),
      ...(numbers === 0
        ? {}
        : {
            numbers,
            sum: this.sums.sums.at(group),
            rest: this.sums.rests.at(group),
            mean: this.spreads.means.at(group),
            squares: this.spreads.squares.at(group),
            min: this.smallest.at(group),
            max: this.largest.at(group),
          }),
    };
    const found = Object.entries(parts).filter(([part, value]) => value !== 0 || part === 'min' || part === 'max');
    return found.map(([part, value]) => [`${PARTS[part as keyof typeof PARTS]}${number}`, value]); // its own keys
  }
}
