import { SluiceError } from '@sluice/contracts';
import type { OffsetRange, PartitionOffsets, ReadRecord } from '@sluice/kafka';

/** Offsets of one partition that are still to be visited, the last exclusive. */
export interface PendingRange {
  readonly partition: number;
  readonly from: bigint;
  readonly to: bigint;
}

export interface Visit {
  /** Records handed over at a time, at most. */
  readonly count: number;
  /** Asked between two of these times. */
  readonly isTimeOver: () => boolean;
  readonly visit: (partition: number, records: readonly ReadRecord[]) => Promise<void>;
}

/**
 * Hands over the records of the ranges, oldest first, until the time is over; returns the ranges that are left. At
 * least one record is handed over where there is any.
 */
export async function visitRanges(
  topic: string,
  ranges: readonly PendingRange[],
  read: (range: OffsetRange) => Promise<{ readonly records: readonly ReadRecord[]; readonly next: bigint }>,
  { count, isTimeOver, visit }: Visit,
): Promise<PendingRange[]> {
  let hasVisited = false;
  const isOver = (): boolean => hasVisited && isTimeOver();
  for (const [index, { partition, from: first, to }] of ranges.entries()) {
    const left = (from: bigint): PendingRange[] => [{ partition, from, to }, ...ranges.slice(index + 1)];
    for (let from = first; from < to;) {
      if (isOver()) return left(from);
      const { records, next } = await read({ topic, partition, from, to });
      for (let at = 0; at < records.length; at += count) {
        if (isOver()) return left(records[at]!.offset);
        await visit(partition, records.slice(at, at + count));
        hasVisited = true;
      }
      from = next;
    }
  }
  return [];
}

/** `partition:from-to`, comma-separated; null where nothing is left. */
export function rangesText(ranges: readonly PendingRange[]): string | null {
  if (ranges.length === 0) return null;
  return ranges.map(({ partition, from, to }) => `${partition}:${from}-${to}`).join(',');
}

/**
 * What {@link rangesText} wrote, within what the partitions still hold; without it everything that they hold now, so
 * that letters which come in meanwhile are not visited.
 */
export function pendingRanges(cursor: string | undefined, partitions: readonly PartitionOffsets[]): PendingRange[] {
  if (cursor === undefined) return partitions.map(({ partition, low, high }) => ({ partition, from: low, to: high }));
  return cursor.split(',').flatMap((text) => {
    const [, number, from, to] = /^(\d{1,9}):(\d{1,18})-(\d{1,18})$/.exec(text) ?? [];
    if (number === undefined || from === undefined || to === undefined) {
      throw new SluiceError('REQUEST_INVALID', `reading the cursor: "${text}" is not partition:from-to`, {
        context: { parameter: 'cursor', expected: 'partition:from-to', example: '0:120-500' },
      });
    }
    const offsets = partitions.find(({ partition }) => partition === Number(number));
    if (offsets === undefined) return [];
    const { partition, low, high } = offsets;
    return { partition, from: BigInt(from) > low ? BigInt(from) : low, to: BigInt(to) < high ? BigInt(to) : high };
  });
}
