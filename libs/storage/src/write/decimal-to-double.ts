const LOWEST = -60;
const HIGHEST = 40;
const SPLITTER = 2 ** 27 + 1;
/** Twice as much as all roundings of {@link decimalToDouble} together, relative to the result. */
const ERROR = 2 ** -99;

/** 10 ** i as the sum of two doubles, the first also split into halves of 26 bits. */
const HIGH = new Float64Array(HIGHEST - LOWEST + 1);
const LOW = new Float64Array(HIGHEST - LOWEST + 1);
const UPPER_HALF = new Float64Array(HIGHEST - LOWEST + 1);
const LOWER_HALF = new Float64Array(HIGHEST - LOWEST + 1);
for (let i = 0; i < HIGH.length; i += 1) {
  const high = Number(`1e${String(i + LOWEST)}`);
  HIGH[i] = high;
  LOW[i] = remainder(i + LOWEST, high);
  const c = SPLITTER * high;
  UPPER_HALF[i] = c - (c - high);
  LOWER_HALF[i] = high - (UPPER_HALF[i] as number);
}

/** 10 ** exponent - high, to the precision of a double. */
function remainder(exponent: number, high: number): number {
  // In units of 2 ** -600; 2 ** 300 makes an integer of every double that occurs here.
  const exact = exponent < 0 ? (1n << 600n) / 10n ** BigInt(-exponent) : (10n ** BigInt(exponent)) << 600n;
  return Number(exact - (BigInt(high * 2 ** 300) << 300n)) * 2 ** -300 * 2 ** -300;
}

/** Exact powers of ten below 10 ** 10. */
const SMALL = Float64Array.from({ length: 10 }, (_, i) => 10 ** i);

/**
 * The double nearest to `(first * 10 ** digits + rest) * 10 ** exponent`, or NaN where this cannot tell which of two
 * neighbours is nearer, or the exponent is out of its range. `first` has at most 9 digits, `rest` at most `digits <= 9`.
 *
 * A product of sums of two doubles (T. J. Dekker, 1971): its relative error is below 2 ** -100, so that it decides all
 * but about one of 10 ** 13 numbers.
 */
export function decimalToDouble(first: number, rest: number, digits: number, exponent: number): number {
  if (exponent < LOWEST || exponent > HIGHEST) return Number.NaN;
  const i = exponent - LOWEST;
  const power = SMALL[digits] as number;
  // Both products have less than 53 bits.
  const above = (first >>> 15) * power * 32_768;
  const below = (first & 32_767) * power + rest;
  const m = above + below;
  const mRest = below - (m - above);
  const high = HIGH[i] as number;
  const product = m * high;
  const c = SPLITTER * m;
  const upper = c - (c - m);
  const lower = m - upper;
  const bu = UPPER_HALF[i] as number;
  const bl = LOWER_HALF[i] as number;
  const rounding = upper * bu - product + upper * bl + lower * bu + lower * bl;
  const small = rounding + (m * (LOW[i] as number) + mRest * high);
  const sum = product + small;
  const left = small - (sum - product);
  const error = sum * ERROR;
  return sum + (left + error) === sum && sum + (left - error) === sum ? sum : Number.NaN;
}
