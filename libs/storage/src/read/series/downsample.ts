/** Points of a series by time, in two columns. Times are milliseconds since the epoch. */
export interface Points {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/**
 * Largest triangle three buckets (Steinarsson, Downsampling Time Series for Visual Representation, 2013): the `count`
 * points that keep the look of the line, the first and last among them. Points must be in order of time.
 */
export function largestTriangles({ times, values }: Points, count: number): Points {
  const { length } = times;
  if (length <= count || count < 3) return { times, values };
  const kept = new Int32Array(count);
  const size = (length - 2) / (count - 2);
  let before = 0;
  for (let bucket = 0; bucket < count - 2; bucket += 1) {
    const from = Math.floor(bucket * size) + 1;
    const to = Math.floor((bucket + 1) * size) + 1;
    const next = averageOf(times, values, to, Math.min(Math.floor((bucket + 2) * size) + 1, length));
    before = furthest(times, values, from, to, before, next);
    kept[bucket + 1] = before;
  }
  kept[count - 1] = length - 1;
  return {
    times: Float64Array.from(kept, (i) => times[i] ?? 0),
    values: Float64Array.from(kept, (i) => values[i] ?? 0),
  };
}

/** The smallest and largest value of each of `count / 2` stretches of equally many points, in order of time. */
export function extremes({ times, values }: Points, count: number): Points {
  const { length } = times;
  if (length <= count || count < 2) return { times, values };
  const stretches = count >> 1;
  const kept: number[] = [];
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const from = Math.floor((stretch * length) / stretches);
    const to = Math.floor(((stretch + 1) * length) / stretches);
    let [low, high] = [from, from];
    for (let i = from + 1; i < to; i += 1) {
      if ((values[i] as number) < (values[low] as number)) low = i;
      if ((values[i] as number) > (values[high] as number)) high = i;
    }
    kept.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  return {
    times: Float64Array.from(kept, (i) => times[i] ?? 0),
    values: Float64Array.from(kept, (i) => values[i] ?? 0),
  };
}

function averageOf(times: Float64Array, values: Float64Array, from: number, to: number): [time: number, value: number] {
  let [time, value] = [0, 0];
  for (let i = from; i < to; i += 1) {
    time += times[i] as number;
    value += values[i] as number;
  }
  const count = Math.max(to - from, 1);
  return [time / count, value / count];
}

/** The point of a stretch that makes the largest triangle with the point kept before and the average behind. */
function furthest(
  times: Float64Array,
  values: Float64Array,
  from: number,
  to: number,
  before: number,
  [nextTime, nextValue]: [time: number, value: number],
): number {
  const [time, value] = [times[before] as number, values[before] as number];
  let [best, largest] = [from, -1];
  for (let i = from; i < to; i += 1) {
    const area = Math.abs(
      (time - nextTime) * ((values[i] as number) - value) - (time - (times[i] as number)) * (nextValue - value),
    );
    if (area > largest) [best, largest] = [i, area];
  }
  return best;
}
