import { SluiceError } from '@sluice/contracts';
import type { PartitionOffsets } from '@sluice/kafka';

const CHUNK_OFFSETS = 500n;
/** What one request reads at most, once it has looked at every partition. */
const MAX_RECORDS = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;

interface Placed {
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** What was found in a range of offsets, and what had to be read for it. */
export interface Chunk<T> {
  /** In the order of the offsets. */
  readonly found: readonly T[];
  readonly records: number;
  readonly bytes: number;
}

export type ReadChunk<T> = (partition: number, from: bigint, to: bigint) => Promise<Chunk<T>>;

export interface LetterPage<T> {
  readonly letters: readonly T[];
  /** `partition:offset` of each partition, comma-separated: the page after this one; null on the last. */
  readonly next: string | null;
  readonly scanned: number;
}

/**
 * The newest letters: of one partition the highest offsets first, of several the one with the latest timestamp next. A
 * request reads a bounded part of the topic: a page may be short, even empty, and yet have a next one.
 */
export async function newestLetters<T extends Placed>(
  partitions: readonly PartitionOffsets[],
  page: { readonly cursor: ReadonlyMap<number, bigint>; readonly limit: number },
  readChunk: ReadChunk<T>,
): Promise<LetterPage<T>> {
  const budget = { records: MAX_RECORDS, bytes: MAX_BYTES };
  const walks = partitions.map((offsets) => new Walk(offsets, page.cursor.get(offsets.partition), readChunk));
  const letters: T[] = [];
  while (letters.length < page.limit) {
    for (const walk of walks) await walk.look(budget);
    // what it has not read yet may be newer than what the others show
    if (walks.some((walk) => walk.isBlind)) break;
    const [first, ...others] = walks.filter(({ ahead }) => ahead !== undefined);
    if (first === undefined) break;
    const newest = others.reduce((best, walk) => (walk.ahead!.time > best.ahead!.time ? walk : best), first);
    letters.push(newest.take());
  }
  const isLast = walks.every((walk) => walk.isOver);
  const next = isLast ? null : walks.map(({ partition, position }) => `${partition}:${position}`).join(',');
  return { letters, next, scanned: MAX_RECORDS - budget.records };
}

/** Reads what {@link LetterPage} gives as `next`. Throws REQUEST_INVALID. */
export function readCursor(cursor: string | undefined): Map<number, bigint> {
  if (cursor === undefined) return new Map();
  return new Map(
    cursor.split(',').map((place) => {
      const [, partition, offset] = /^(\d{1,9}):(\d{1,18})$/.exec(place) ?? [];
      if (partition === undefined || offset === undefined) {
        throw new SluiceError('REQUEST_INVALID', `reading parameter cursor: "${place}" is not partition:offset`, {
          context: { parameter: 'cursor', expected: 'partition:offset', example: '0:120' },
        });
      }
      return [Number(partition), BigInt(offset)];
    }),
  );
}

/** One partition, from its end towards its beginning. */
class Walk<T extends Placed> {
  readonly partition: number;
  private readonly low: bigint;
  /** Everything from here on was read. */
  private reached: bigint;
  /** Found and not taken, oldest first. */
  private readonly found: T[] = [];
  private hasLooked = false;

  constructor(
    { partition, low, high }: PartitionOffsets,
    cursor: bigint | undefined,
    private readonly readChunk: ReadChunk<T>,
  ) {
    this.partition = partition;
    this.low = low;
    this.reached = cursor !== undefined && cursor < high ? cursor : high;
  }

  get ahead(): T | undefined {
    return this.found.at(-1);
  }

  get isOver(): boolean {
    return this.ahead === undefined && this.reached <= this.low;
  }

  get isBlind(): boolean {
    return this.ahead === undefined && !this.isOver;
  }

  /** Everything from here on was taken, or is none of what was looked for. */
  get position(): bigint {
    return this.ahead === undefined ? this.reached : BigInt(this.ahead.offset) + 1n;
  }

  take(): T {
    return this.found.pop()!;
  }

  /** Reads on until something is ahead. The first look costs what it costs, so that every request gets further. */
  async look(budget: { records: number; bytes: number }): Promise<void> {
    while (this.isBlind && (!this.hasLooked || (budget.records > 0 && budget.bytes > 0))) {
      const wanted = this.reached - CHUNK_OFFSETS;
      const from = wanted > this.low ? wanted : this.low;
      const { found, records, bytes } = await this.readChunk(this.partition, from, this.reached);
      this.found.push(...found);
      this.reached = from;
      this.hasLooked = true;
      budget.records -= records;
      budget.bytes -= bytes;
    }
  }
}
