import type { ResponseLease } from '../network/response-memory.js';

/** One header of a record, in the order of the record. */
export interface RecordHeader {
  readonly name: string;
  readonly value: Buffer | null;
}

/** Of one record in all columns. */
const COLUMN_BYTES = 2 * 8 + 5 * 4;
/** Of a block's objects and its delivery, as measured: without it many small batches would pass the bound on memory. */
const BLOCK_BYTES = 8 * 1024;

/**
 * Records of one Kafka RecordBatch as columns over one buffer: a record costs a few array slots instead of an object.
 * Index `i` runs from 0 to `count - 1` in offset order; `-1` as a start means null.
 * The buffer is shared with the fetch response, whose memory is used again once the batch is delivered: whoever needs
 * bytes for longer copies them.
 */
export class RecordBlock {
  count = 0;
  readonly offsets: Float64Array;
  /** Milliseconds since the epoch: the broker's append time or the producer's, as the topic is configured. */
  readonly timestamps: Float64Array;
  readonly keyStart: Int32Array;
  readonly keyEnd: Int32Array;
  readonly valueStart: Int32Array;
  readonly valueEnd: Int32Array;
  readonly headersStart: Int32Array;

  constructor(
    readonly buffer: Buffer,
    capacity: number,
    private readonly lease?: ResponseLease,
  ) {
    this.offsets = new Float64Array(capacity);
    this.timestamps = new Float64Array(capacity);
    this.keyStart = new Int32Array(capacity);
    this.keyEnd = new Int32Array(capacity);
    this.valueStart = new Int32Array(capacity);
    this.valueEnd = new Int32Array(capacity);
    this.headersStart = new Int32Array(capacity);
  }

  /** To be called once, when nobody reads in the block any more. */
  release(): void {
    this.lease?.release();
  }

  /** Bytes of memory that the block holds. */
  get memory(): number {
    return this.buffer.length + this.offsets.length * COLUMN_BYTES + BLOCK_BYTES;
  }

  key(i: number): Buffer | null {
    return slice(this.buffer, this.keyStart[i], this.keyEnd[i]);
  }

  value(i: number): Buffer | null {
    return slice(this.buffer, this.valueStart[i], this.valueEnd[i]);
  }

  hasHeaders(i: number): boolean {
    // A zero varint at the start of the headers is a count of zero.
    return this.buffer[this.headersStart[i] ?? 0] !== 0;
  }

  /** Value of the first header of this name (UTF-8 bytes); null where it has none, undefined where there is no such header. */
  header(i: number, name: Buffer): Buffer | null | undefined {
    const reader = new VarintReader(this.buffer, this.headersStart[i] ?? 0);
    for (let left = reader.varint(); left > 0; left--) {
      const found = reader.bytes();
      const value = reader.bytes();
      if (found !== null && found.equals(name)) return value;
    }
    return undefined;
  }

  headers(i: number): RecordHeader[] {
    const reader = new VarintReader(this.buffer, this.headersStart[i] ?? 0);
    const headers: RecordHeader[] = [];
    for (let left = reader.varint(); left > 0; left--) {
      const name = reader.bytes();
      headers.push({ name: name === null ? '' : name.toString('utf8'), value: reader.bytes() });
    }
    return headers;
  }
}

function slice(buffer: Buffer, start: number | undefined, end: number | undefined): Buffer | null {
  return start === undefined || start < 0 ? null : buffer.subarray(start, end);
}

/** Reads Kafka's zig-zag varints (record format v2) from a buffer. */
export class VarintReader {
  constructor(
    readonly buffer: Buffer,
    public position: number,
  ) {}

  /** A signed 32-bit varint. Reading past the end throws a RangeError. */
  varint(): number {
    let shift = 0;
    let raw = 0;
    for (;;) {
      const byte = this.buffer[this.position++];
      if (byte === undefined || shift > 28) throw new RangeError('varint runs past the end of the record batch');
      raw |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (raw >>> 1) ^ -(raw & 1);
      shift += 7;
    }
  }

  /** A signed 64-bit varint as a number; exact up to 2^53. */
  varlong(): number {
    let factor = 1;
    let raw = 0;
    for (;;) {
      const byte = this.buffer[this.position++];
      if (byte === undefined || factor > 2 ** 63) throw new RangeError('varlong runs past the end of the record batch');
      raw += (byte & 0x7f) * factor;
      if (byte < 0x80) return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
      factor *= 128;
    }
  }

  /** Length-prefixed bytes; a length of -1 is null. */
  bytes(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const start = this.position;
    this.position += length;
    if (this.position > this.buffer.length) throw new RangeError('record runs past the end of the record batch');
    return this.buffer.subarray(start, this.position);
  }
}
