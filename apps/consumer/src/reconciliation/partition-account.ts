import type { OffsetSet } from '@sluice/sinks';

/** Offsets from `from` to `to`, both included. */
export interface OffsetRange {
  readonly from: number;
  readonly to: number;
}

/** What is known of the offsets of a partition. */
export interface PartitionFacts {
  readonly low: number;
  readonly high: number;
  /** Everything before it ought to be stored or dead-lettered. */
  readonly committed: number;
  readonly stored: OffsetSet;
  readonly deadLettered: OffsetSet;
}

export interface PartitionCounts {
  readonly stored: number;
  /** With a dead letter, and not stored. */
  readonly deadLettered: number;
  /** Not committed yet, neither stored nor dead-lettered. */
  readonly inFlight: number;
  /** Committed, and neither stored nor dead-lettered: lost, or an offset that holds no record. */
  readonly unaccounted: readonly OffsetRange[];
}

/** Counts each offset once: as stored, else as dead-lettered, else as in flight, else as unaccounted. */
export function accountOf({ low, high, committed, stored, deadLettered }: PartitionFacts): PartitionCounts {
  let dead = 0;
  let inFlight = 0;
  const unaccounted: number[] = [];
  for (let offset = low; offset < high; offset += 1) {
    if (stored.has(offset)) continue;
    if (deadLettered.has(offset)) dead += 1;
    else if (offset >= committed) inFlight += 1;
    else unaccounted.push(offset);
  }
  return { stored: stored.size, deadLettered: dead, inFlight, unaccounted: rangesOf(unaccounted) };
}

/** Ascending offsets as ranges. */
export function rangesOf(offsets: readonly number[]): OffsetRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const offset of offsets) {
    const last = ranges.at(-1);
    if (last?.to === offset - 1) last.to = offset;
    else ranges.push({ from: offset, to: offset });
  }
  return ranges;
}
