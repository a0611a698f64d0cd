import type { Points } from './downsample.js';

const FIRST_ROOM = 1_024;
/** Points that are kept as they are, and stretches of time of which two are kept beyond that. */
const EXACT = 200_000;
const STRETCHES = 20_000;

/**
 * Takes the points of a series in any order and keeps all, up to 200,000 of them; beyond that the smallest and largest
 * of each of 20,000 equal stretches of time, which is what MinMaxLTTB starts from (Van Der Donckt et al., 2023).
 */
export class SeriesCollector {
  count = 0;
  private times = new Float64Array(FIRST_ROOM);
  private values = new Float64Array(FIRST_ROOM);
  private lows: Points | undefined;
  private highs: Points | undefined;

  /** @param from and `to` bound the time of all points, `to` inclusive */
  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {}

  get isExact(): boolean {
    return this.lows === undefined;
  }

  add(time: number, value: number): void {
    this.count += 1;
    if (this.lows !== undefined) {
      this.fold(time, value);
      return;
    }
    if (this.count > this.times.length) this.grow();
    this.times[this.count - 1] = time;
    this.values[this.count - 1] = value;
    if (this.count === EXACT) this.foldAll();
  }

  /** The points that were kept, by time. */
  points(): Points {
    if (this.lows === undefined || this.highs === undefined) return sorted(this.times, this.values, this.count);
    const times: number[] = [];
    const values: number[] = [];
    for (let i = 0; i < STRETCHES; i += 1) {
      for (const side of [this.lows, this.highs]) {
        const value = side.values[i] as number;
        if (Math.abs(value) === Infinity) continue;
        times.push(side.times[i] as number);
        values.push(value);
      }
    }
    return sorted(Float64Array.from(times), Float64Array.from(values), times.length);
  }

  private fold(time: number, value: number): void {
    const { lows, highs } = this;
    const share = (time - this.from) / (this.to - this.from || 1);
    const stretch = Math.min(STRETCHES - 1, Math.max(0, Math.floor(share * STRETCHES)));
    if (lows !== undefined && value < (lows.values[stretch] as number)) {
      lows.values[stretch] = value;
      lows.times[stretch] = time;
    }
    if (highs !== undefined && value > (highs.values[stretch] as number)) {
      highs.values[stretch] = value;
      highs.times[stretch] = time;
    }
  }

  private foldAll(): void {
    const empty = (value: number): Points => ({
      times: new Float64Array(STRETCHES),
      values: new Float64Array(STRETCHES).fill(value),
    });
    this.lows = empty(Infinity);
    this.highs = empty(-Infinity);
    for (let i = 0; i < this.count; i += 1) this.fold(this.times[i] as number, this.values[i] as number);
    this.times = new Float64Array(0);
    this.values = new Float64Array(0);
  }

  private grow(): void {
    const [times, values] = [new Float64Array(this.times.length * 2), new Float64Array(this.times.length * 2)];
    times.set(this.times);
    values.set(this.values);
    this.times = times;
    this.values = values;
  }
}

function sorted(times: Float64Array, values: Float64Array, count: number): Points {
  let isInOrder = true;
  for (let i = 1; i < count && isInOrder; i += 1) isInOrder = (times[i - 1] as number) <= (times[i] as number);
  if (isInOrder) return { times: times.subarray(0, count), values: values.subarray(0, count) };
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => (times[a] as number) - (times[b] as number) || a - b,
  );
  return {
    times: Float64Array.from(order, (i) => times[i] ?? 0),
    values: Float64Array.from(order, (i) => values[i] ?? 0),
  };
}
