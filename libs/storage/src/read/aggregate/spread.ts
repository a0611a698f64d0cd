import { Growing } from './growing.js';

/**
 * Count, mean and squared distances from it of many groups, by Welford's method, which loses no digits to a large mean;
 * merged as Chan, Golub and LeVeque do (Algorithms for Computing the Sample Variance, 1983).
 */
export class Spread {
  readonly counts = new Growing();
  readonly means = new Growing();
  readonly squares = new Growing();

  add(group: number, value: number): void {
    const count = this.counts.at(group) + 1;
    const before = this.means.at(group);
    const squares = this.squares.at(group);
    const mean = before + (value - before) / count;
    this.counts.values[group] = count;
    this.means.values[group] = mean;
    this.squares.values[group] = squares + (value - before) * (value - mean);
  }

  merge(group: number, count: number, mean: number, squares: number): void {
    const known = this.counts.at(group);
    const before = this.means.at(group);
    const total = known + count;
    const distance = mean - before;
    const sum = this.squares.at(group) + squares;
    this.counts.values[group] = total;
    this.means.values[group] = known === 0 ? mean : before + (distance * count) / total;
    this.squares.values[group] = known === 0 ? squares : sum + (distance * distance * known * count) / total;
  }
}
