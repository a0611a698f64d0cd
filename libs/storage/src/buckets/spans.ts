import type { TimeSpan } from '../read/live/touched-windows.js';

/** The same times as spans that neither meet nor overlap, in order. */
export function joined(spans: readonly TimeSpan[]): TimeSpan[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (from >= to) continue;
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

/** What of the first is in none of the others. */
export function without(spans: readonly TimeSpan[], others: readonly TimeSpan[]): TimeSpan[] {
  const result: TimeSpan[] = [];
  const cuts = joined(others);
  for (const { from, to } of joined(spans)) {
    let at = from;
    for (const cut of cuts) {
      if (cut.to <= at) continue;
      if (cut.from >= to) break;
      if (cut.from > at) result.push({ from: at, to: cut.from });
      at = Math.max(at, cut.to);
    }
    if (at < to) result.push({ from: at, to });
  }
  return result;
}

/** At most so many spans, joined across the shortest gaps between them. */
export function atMost(spans: readonly TimeSpan[], bound: number): TimeSpan[] {
  const all = joined(spans);
  if (all.length <= bound) return all;
  const gaps = all.slice(1).map(({ from }, i) => from - (all[i] as TimeSpan).to);
  const longest = new Set(
    [...gaps.keys()].toSorted((a, b) => (gaps[b] as number) - (gaps[a] as number)).slice(0, bound - 1),
  );
  const result: { from: number; to: number }[] = [];
  for (const [i, { from, to }] of all.entries()) {
    const last = result.at(-1);
    if (last !== undefined && !longest.has(i - 1)) last.to = to;
    else result.push({ from, to });
  }
  return result;
}
