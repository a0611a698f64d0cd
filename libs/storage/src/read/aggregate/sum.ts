import { Growing } from './growing.js';

/**
 * Sums of many groups with what rounding took off (Neumaier's sum), so that they do not depend on the order of the
 * values but for sums whose terms cancel almost wholly.
 */
export class Sum {
  readonly sums = new Growing();
  readonly rests = new Growing();

  /** @param rest what rounding took off the value, where it is a sum itself */
  add(group: number, value: number, rest = 0): void {
    const before = this.sums.at(group);
    this.rests.at(group);
    const sum = before + value;
    const lost = Math.abs(before) >= Math.abs(value) ? before - sum + value : value - sum + before;
    this.sums.values[group] = sum;
    this.rests.values[group]! += lost + rest;
  }

  result(group: number): number {
    return this.sums.at(group) + this.rests.at(group);
  }
}
