/** Numbers by index, all alike at first; the array behind them is replaced as it grows. */
export class Growing {
  values: Float64Array = new Float64Array(0);

  constructor(private readonly initial = 0) {}

  /** The number at an index; afterwards {@link values} reaches it. */
  at(index: number): number {
    if (index >= this.values.length) this.grow(index + 1);
    return this.values[index] as number;
  }

  private grow(needed: number): void {
    const before = this.values;
    this.values = new Float64Array(Math.max(needed, before.length * 2, 16)).fill(this.initial, before.length);
    this.values.set(before);
  }
}
