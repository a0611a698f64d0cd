/** Offsets from `low` to before `high`, one bit each. */
export class OffsetSet {
  /** How many it holds. */
  size = 0;
  private readonly bits: Uint32Array;

  constructor(
    readonly low: number,
    readonly high: number,
  ) {
    this.bits = new Uint32Array(Math.ceil(Math.max(0, high - low) / 32));
  }

  /** Offsets outside of the range are left out. */
  add(offset: number): void {
    if (!(offset >= this.low && offset < this.high) || this.has(offset)) return;
    const at = offset - this.low;
    this.bits[Math.floor(at / 32)]! |= 1 << (at % 32);
    this.size += 1;
  }

  has(offset: number): boolean {
    if (!(offset >= this.low && offset < this.high)) return false;
    const at = offset - this.low;
    return ((this.bits[Math.floor(at / 32)]! >>> (at % 32)) & 1) === 1;
  }
}
