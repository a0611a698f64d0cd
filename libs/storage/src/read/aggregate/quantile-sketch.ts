const FIRST_BUFFER = 32;
const BUFFER = 512;
/** Compression: about this many centroids at most, and an error of rank well below one in a hundred. */
const DELTA = 200;

/**
 * Quantiles of a stream of numbers in bounded memory, some 8 kB: exact up to 512 numbers, then by a merging t-digest
 * (Dunning and Ertl, Computing Extremely Accurate Quantiles Using t-Digests, algorithm 1 with scale function k1).
 */
export class QuantileSketch {
  count = 0;
  private buffer = new Float64Array(FIRST_BUFFER);
  private buffered = 0;
  private means = new Float64Array(0);
  private weights = new Float64Array(0);
  private min = Infinity;
  private max = -Infinity;

  /** Whether nothing was merged yet. */
  get isExact(): boolean {
    return this.means.length === 0;
  }

  add(value: number): void {
    if (this.buffered === this.buffer.length) this.makeRoom();
    this.buffer[this.buffered++] = value;
    this.count += 1;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  /** The value at a rank from 0 to 1, between neighbours where it falls between them; NaN without values. */
  at(quantile: number): number {
    if (this.count === 0) return Number.NaN;
    return this.isExact ? this.exactly(quantile) : this.merged(quantile);
  }

  private exactly(quantile: number): number {
    const sorted = this.buffer.subarray(0, this.buffered).sort();
    const place = quantile * (sorted.length - 1);
    const below = Math.floor(place);
    const low = sorted[below] as number;
    const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
    return low + (high - low) * (place - below);
  }

  private merged(quantile: number): number {
    if (this.buffered > 0) this.merge();
    const { means, weights, count } = this;
    const rank = quantile * count;
    let before = 0;
    let [leftRank, leftValue] = [0, this.min];
    for (let i = 0; i < means.length; i += 1) {
      const weight = weights[i] as number;
      const centre = before + weight / 2;
      const mean = means[i] as number;
      if (rank < centre) return between(rank, leftRank, leftValue, centre, mean);
      before += weight;
      [leftRank, leftValue] = [centre, mean];
    }
    return between(rank, leftRank, leftValue, count, this.max);
  }

  private makeRoom(): void {
    if (this.buffer.length < BUFFER) {
      const grown = new Float64Array(this.buffer.length * 2);
      grown.set(this.buffer);
      this.buffer = grown;
    } else this.merge();
  }

  private merge(): void {
    const fresh = this.buffer.subarray(0, this.buffered).sort();
    const { means, weights, count } = this;
    const newMeans: number[] = [];
    const newWeights: number[] = [];
    let [i, j, before] = [0, 0, 0];
    let mean = 0;
    let weight = 0;
    let limit = count * bound(0);
    while (i < means.length || j < fresh.length) {
      const takesOld = j >= fresh.length || (i < means.length && (means[i] as number) <= (fresh[j] as number));
      const value = (takesOld ? means[i] : fresh[j]) as number;
      const more = takesOld ? (weights[i] as number) : 1;
      if (takesOld) i += 1;
      else j += 1;
      if (weight > 0 && before + weight + more > limit) {
        newMeans.push(mean);
        newWeights.push(weight);
        before += weight;
        limit = count * bound(before / count);
        [mean, weight] = [value, more];
      } else {
        weight += more;
        mean += ((value - mean) * more) / weight;
      }
    }
    newMeans.push(mean);
    newWeights.push(weight);
    this.means = Float64Array.from(newMeans);
    this.weights = Float64Array.from(newWeights);
    this.buffered = 0;
  }
}

/** The rank up to which a centroid that begins at rank `q` may reach: one step of k1(q) = δ/2π · asin(2q − 1). */
function bound(q: number): number {
  const k = (DELTA / (2 * Math.PI)) * Math.asin(2 * q - 1) + 1;
  return k >= DELTA / 4 ? 1 : (Math.sin((2 * Math.PI * k) / DELTA) + 1) / 2;
}

function between(rank: number, rank0: number, value0: number, rank1: number, value1: number): number {
  if (rank1 === rank0) return value1;
  return value0 + ((value1 - value0) * (rank - rank0)) / (rank1 - rank0);
}
