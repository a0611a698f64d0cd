import type { ByteSource } from './byte-source.js';

const INITIAL_BYTES = 512 * 1024;

/**
 * The part of an input that is in memory: `bytes[start, end)`. Readers scan it synchronously, take what they have
 * understood with {@link consume}, and ask for more with {@link fill}; positions change only there.
 */
export class ByteWindow {
  bytes: Buffer;
  start = 0;
  end = 0;
  /** No byte follows `end`. */
  final = false;

  /**
   * @param offset position of the first byte in the whole (uncompressed) input
   * @param line number of the line that it stands on, from 1
   */
  constructor(
    private readonly source: ByteSource,
    public offset = 0,
    public line = 1,
    initialBytes = INITIAL_BYTES,
  ) {
    this.bytes = Buffer.allocUnsafe(initialBytes);
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Moves the start forward past what was read, and the line number with it. */
  consume(to: number, lines: number): void {
    this.offset += to - this.start;
    this.line += lines;
    this.start = to;
  }

  /** Reads more bytes after the present ones, moving those to the front and growing the buffer where it is full. */
  async fill(): Promise<void> {
    if (this.final) return;
    if (this.start > 0) {
      this.bytes.copyWithin(0, this.start, this.end);
      this.end -= this.start;
      this.start = 0;
    }
    if (this.end === this.bytes.length) {
      const larger = Buffer.allocUnsafe(this.bytes.length * 2);
      this.bytes.copy(larger, 0, 0, this.end);
      this.bytes = larger;
    }
    const got = await this.source.read(this.bytes, this.end, this.bytes.length - this.end);
    this.end += got;
    this.final = got === 0;
  }
}
