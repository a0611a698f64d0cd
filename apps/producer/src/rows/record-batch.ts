import { randomUUID } from 'node:crypto';

/** Values of one batch, back to back in one buffer, so that a row costs no allocation but its key. */
export class RecordBatch {
  bytes: Buffer;
  used = 0;
  readonly keys: (Buffer | string)[] = [];
  readonly lines: number[] = [];
  /** End of each value; it starts where the one before ends. */
  private readonly ends: number[] = [];

  /** @param prefix bytes that every value starts with (registry framing); may be empty */
  constructor(
    capacity: number,
    readonly prefix: Buffer,
  ) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  get count(): number {
    return this.ends.length;
  }

  /** Makes the batch empty, so that its buffer serves again. The values handed out before become invalid. */
  reset(): void {
    this.used = 0;
    this.keys.length = 0;
    this.lines.length = 0;
    this.ends.length = 0;
  }

  hasRoom(size: number): boolean {
    return this.used + this.prefix.length + size <= this.bytes.length;
  }

  /** Grows an empty batch so that a value of this size fits. */
  makeRoom(size: number): void {
    if (!this.hasRoom(size)) this.bytes = Buffer.allocUnsafeSlow(this.prefix.length + size);
  }

  /** Position at which the JSON of the next value goes: behind its prefix. */
  open(): number {
    this.prefix.copy(this.bytes, this.used);
    return this.used + this.prefix.length;
  }

  /** Takes the value written since {@link open}. */
  close(end: number, key: Buffer | string | undefined, line: number): void {
    this.used = end;
    this.ends.push(end);
    this.keys.push(key ?? randomUUID());
    this.lines.push(line);
  }

  /** The value of a record, framing included: a view, valid until {@link reset}. */
  value(index: number): Buffer {
    return this.bytes.subarray(index === 0 ? 0 : this.ends[index - 1], this.ends[index]);
  }
}
