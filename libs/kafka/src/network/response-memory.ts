/** Smaller responses are not worth keeping: V8 frees them cheaply. */
const SMALLEST = 256 * 1024;
const GRAIN = 1024 * 1024;
const KEPT = 4;

/**
 * Memory of large responses, used again once nobody reads in it. Fresh megabytes for every fetch cost page faults, and
 * make V8 collect garbage each time another 64 MB of them are gone.
 */
export class ResponseMemory {
  private readonly free: Buffer[] = [];
  private readonly lent = new WeakMap<ArrayBufferLike, Buffer>();

  /** `size` bytes of any content. */
  take(size: number): Buffer {
    if (size < SMALLEST) return Buffer.allocUnsafeSlow(size);
    const at = this.free.findIndex(({ length }) => length >= size && length <= size * 4);
    const [found] = at < 0 ? [] : this.free.splice(at, 1);
    const memory = found ?? Buffer.allocUnsafeSlow(Math.ceil(size / GRAIN) * GRAIN);
    this.lent.set(memory.buffer, memory);
    return memory.subarray(0, size);
  }

  /** Begins to count who reads in a response, with the caller as the first. A second lease never takes effect. */
  lease(response: Buffer): ResponseLease {
    const memory = this.lent.get(response.buffer);
    this.lent.delete(response.buffer);
    return new ResponseLease(() => {
      if (memory === undefined) return;
      this.free.push(memory);
      if (this.free.length > KEPT) this.free.shift();
    });
  }
}

/** Who never releases a lease only keeps its memory from being used again; who releases too early reads other records. */
export class ResponseLease {
  private holders = 1;

  constructor(private readonly give: () => void) {}

  hold(): void {
    this.holders += 1;
  }

  release(): void {
    this.holders -= 1;
    if (this.holders === 0) this.give();
  }
}

/** Of this process: consumers come and go, their memory stays. */
export const responseMemory = new ResponseMemory();
