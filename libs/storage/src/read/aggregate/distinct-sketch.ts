/** Number of registers is 2^12: an error of 1.6 % on average. */
const BITS = 12;
const REGISTERS = 1 << BITS;
const EXACT = 2_000;
// Taken once, since some runtimes look globals up slowly.
const { clz32, imul } = Math;

/**
 * Counts different texts in bounded memory: exactly up to 2,000 of them, then by HyperLogLog (Flajolet et al., 2007,
 * with linear counting for small numbers) in 4 kB.
 */
export class DistinctSketch {
  private seen: Set<string> | undefined = new Set();
  private registers: Uint8Array | undefined;

  /** @param exact how many texts are kept before the count becomes an estimate */
  constructor(private readonly exact = EXACT) {}

  get isExact(): boolean {
    return this.seen !== undefined;
  }

  add(text: string): void {
    if (this.seen === undefined) {
      this.observe(text);
      return;
    }
    this.seen.add(text);
    if (this.seen.size <= this.exact) return;
    this.registers = new Uint8Array(REGISTERS);
    for (const one of this.seen) this.observe(one);
    this.seen = undefined;
  }

  get count(): number {
    return this.seen?.size ?? this.estimate(this.registers ?? new Uint8Array(REGISTERS));
  }

  private observe(text: string): void {
    const registers = this.registers as Uint8Array; // there once `seen` is not
    const register = hash(text, 0x9747b28c) & (REGISTERS - 1);
    const zeros = clz32(hash(text, 0x85ebca6b)) + 1;
    if (zeros > (registers[register] as number)) registers[register] = zeros;
  }

  private estimate(registers: Uint8Array): number {
    let sum = 0;
    let empty = 0;
    for (const rank of registers) {
      sum += 2 ** -rank;
      if (rank === 0) empty += 1;
    }
    const raw = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS) / sum;
    const estimate = raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw;
    return Math.round(estimate);
  }
}

/** MurmurHash3 (x86, 32 bits) over UTF-16 units. */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i += 1) {
    let k = imul(text.charCodeAt(i), 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= text.length;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
