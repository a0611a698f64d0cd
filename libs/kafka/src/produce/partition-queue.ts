import { PendingRecords, type PendingSend } from './pending-records.js';
import { recordBytes } from './record-encoder.js';

/** Records of one partition that wait for their batch. */
export class PartitionQueue {
  private readonly waiting: { readonly send: PendingSend; readonly indexes: readonly number[] }[] = [];
  private taken = 0;
  private bytes = 0;

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Whether a whole batch of `maxBytes` is there. */
  holds(maxBytes: number): boolean {
    return this.bytes >= maxBytes;
  }

  add(send: PendingSend, indexes: readonly number[]): void {
    this.waiting.push({ send, indexes });
    for (const index of indexes) this.bytes += recordBytes(send.records[index]!);
  }

  /** The longest run of waiting records within `maxBytes`, at least one. The queue must not be empty. */
  take(maxBytes: number): PendingRecords {
    const segments: { send: PendingSend; indexes: readonly number[] }[] = [];
    let bytes = 0;
    for (let full = false; !full && this.waiting.length > 0;) {
      const { send, indexes } = this.waiting[0]!;
      const from = this.taken;
      while (this.taken < indexes.length) {
        const next = recordBytes(send.records[indexes[this.taken]!]!);
        full = bytes > 0 && bytes + next > maxBytes;
        if (full) break;
        bytes += next;
        this.taken++;
      }
      if (this.taken > from) segments.push({ send, indexes: indexes.slice(from, this.taken) });
      if (this.taken < indexes.length) continue;
      this.waiting.shift();
      this.taken = 0;
    }
    this.bytes -= bytes;
    return PendingRecords.of(segments);
  }
}
