import type { ResponseMemory } from './response-memory.js';

const SIZE_BYTES = 4;
/** No broker answers more at once; other protocols, met by a wrong port, begin with bytes that seem to say so. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Cuts the bytes of a connection into responses of Kafka's protocol: an int32 with the size, then as many bytes. Each is
 * handed on whole, its size included. Bytes that cannot be a response are handed on as they come from then on.
 */
export class ResponseReader {
  private readonly size = Buffer.alloc(SIZE_BYTES);
  private sizeBytes = 0;
  private response: Buffer | undefined;
  private filled = 0;
  private isForeign = false;

  constructor(
    private readonly memory: ResponseMemory,
    private readonly onResponse: (bytes: Buffer) => void,
  ) {}

  /** Takes the next bytes, which may change after the call. */
  push(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      if (this.isForeign) return this.onResponse(Buffer.from(bytes.subarray(at)));
      at += this.response === undefined ? this.begin(bytes, at) : this.fill(this.response, bytes, at);
    }
  }

  private begin(bytes: Buffer, at: number): number {
    const taken = bytes.copy(this.size, this.sizeBytes, at);
    this.sizeBytes += taken;
    if (this.sizeBytes < SIZE_BYTES) return taken;
    const size = this.size.readInt32BE(0);
    this.sizeBytes = 0;
    if (size < 0 || size > LARGEST) {
      this.isForeign = true;
      this.onResponse(Buffer.from(this.size));
      return taken;
    }
    this.response = this.memory.take(SIZE_BYTES + size);
    this.size.copy(this.response);
    this.filled = SIZE_BYTES;
    if (size === 0) this.end(this.response);
    return taken;
  }

  private fill(response: Buffer, bytes: Buffer, at: number): number {
    const taken = bytes.copy(response, this.filled, at);
    this.filled += taken;
    if (this.filled === response.length) this.end(response);
    return taken;
  }

  private end(response: Buffer): void {
    this.response = undefined;
    this.onResponse(response);
  }
}
