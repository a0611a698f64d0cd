import { SluiceError } from '@sluice/contracts';
import { MESSAGE_ROOM } from './document-sequence.js';

const FIRST_CAPACITY = 64 * 1024;
/** Buffers are used again, so that growing in steps costs little, and doubling would leave half of many megabytes idle. */
const LARGEST_STEP = 2 * 1024 * 1024;

/**
 * A growing buffer of concatenated BSON documents, with room in front of them for a message's header. Bytes beyond {@link length} are garbage. The backing memory is
 * replaced when it grows, so `bytes` and `view` are read anew after each {@link reserve}.
 */
export class BsonBuffer {
  bytes: Buffer;
  view: DataView;
  /** End of the last document. */
  length = MESSAGE_ROOM;
  /** Documents in use. */
  count = 0;
  private starts = new Int32Array(256);

  constructor(capacity = FIRST_CAPACITY) {
    this.bytes = Buffer.allocUnsafeSlow(capacity + MESSAGE_ROOM);
    this.view = viewOf(this.bytes);
    this.starts[0] = MESSAGE_ROOM;
  }

  /** Bytes of all documents. */
  get byteLength(): number {
    return this.length - MESSAGE_ROOM;
  }

  /** Makes room for `extra` bytes after {@link length}; what is in use is kept. */
  reserve(extra: number): void {
    if (this.length + extra <= this.bytes.length) return;
    const step = Math.min(this.bytes.length, LARGEST_STEP);
    const grown = Buffer.allocUnsafeSlow(Math.max(this.length + extra, this.bytes.length + step));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
    this.view = viewOf(grown);
  }

  /** Takes what was written from {@link length} to `end` as the next document. */
  commit(end: number): void {
    if (this.count + 1 >= this.starts.length) {
      const grown = new Int32Array(this.starts.length * 2);
      grown.set(this.starts);
      this.starts = grown;
    }
    this.count += 1;
    this.starts[this.count] = end;
    this.length = end;
  }

  /** Appends one ready BSON document. */
  append(document: Uint8Array): void {
    this.reserve(document.length);
    this.bytes.set(document, this.length);
    this.commit(this.length + document.length);
  }

  /** First byte of document `index`; `start(count)` is the end of the last. */
  start(index: number): number {
    return this.starts[index] ?? this.length;
  }

  /** Document `index` as a view on this buffer: valid until the next {@link clear}. */
  document(index: number): Buffer {
    return this.bytes.subarray(this.start(index), this.start(index + 1));
  }

  clear(): void {
    this.length = MESSAGE_ROOM;
    this.count = 0;
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/**
 * Buffers for reuse: fresh ones of some megabytes cost more in page faults than all parsing. A buffer belongs to one
 * batch from `take` until `give`, which is called when its write has been answered and never earlier.
 */
export class BsonBufferPool {
  private readonly idle: BsonBuffer[] = [];

  /** @param keep idle buffers kept at most; @param maxBytes larger ones are left to the garbage collector */
  constructor(
    private readonly keep: number,
    private readonly maxBytes: number,
  ) {}

  take(): BsonBuffer {
    return this.idle.pop() ?? new BsonBuffer();
  }

  give(buffer: BsonBuffer): void {
    if (this.idle.includes(buffer))
      throw new SluiceError('INTERNAL', 'returning a BSON buffer: it was returned before');
    buffer.clear();
    if (this.idle.length < this.keep && buffer.bytes.length <= this.maxBytes) this.idle.push(buffer);
  }
}
