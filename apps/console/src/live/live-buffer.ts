import type { StoredRecord } from '../api/answers.js';

export interface LiveRecord {
  /** Rises by one with each record. */
  readonly number: number;
  readonly record: StoredRecord;
  /** When it came, in milliseconds. */
  readonly at: number;
}

const RATE_MS = 60_000;

/** The newest records of a stream, newest first, and how fast they come. Holds no more than `most` records. */
export class LiveBuffer {
  private newest: LiveRecord[] = [];
  /** Records by second of the last minute. */
  private readonly seconds = new Map<number, number>();
  received = 0;

  constructor(private readonly most: number) {}

  add(records: readonly StoredRecord[], at: number): void {
    const second = Math.floor(at / 1_000);
    this.seconds.set(second, (this.seconds.get(second) ?? 0) + records.length);
    for (const key of this.seconds.keys()) if (key < second - RATE_MS / 1_000) this.seconds.delete(key);
    const added = records.map((record) => ({ number: ++this.received, record, at }));
    this.newest = [...added.reverse(), ...this.newest].slice(0, this.most);
  }

  get records(): readonly LiveRecord[] {
    return this.newest;
  }

  clear(): void {
    this.newest = [];
  }

  /** Records of each of the last `count` whole seconds, the oldest first. */
  lastSeconds(now: number, count: number): number[] {
    const second = Math.floor(now / 1_000);
    return Array.from({ length: count }, (_, i) => this.seconds.get(second - count + i) ?? 0);
  }
}
