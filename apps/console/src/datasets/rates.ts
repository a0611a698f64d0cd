interface Sample {
  readonly at: number;
  readonly count: number;
}

const WITHIN_MS = 30_000;

/** How fast datasets grow: differences of their counts over the last half minute. */
export class Rates {
  private readonly samples = new Map<string, Sample[]>();

  /** @param at milliseconds */
  add(name: string, count: number, at: number): void {
    const before = this.samples.get(name) ?? [];
    const last = before.at(-1);
    // Fewer than before: it was dropped, or records went; growth begins anew.
    const kept = last !== undefined && count < last.count ? [] : before.filter((one) => at - one.at <= WITHIN_MS);
    this.samples.set(name, [...kept, { at, count }]);
  }

  /** Records per second; undefined before there are two counts. */
  of(name: string): number | undefined {
    const samples = this.samples.get(name) ?? [];
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined || last.at <= first.at) return undefined;
    return ((last.count - first.count) * 1_000) / (last.at - first.at);
  }
}
