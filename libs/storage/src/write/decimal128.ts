const EXPONENT_BIAS = 6176n;
const SIGN = 1n << 127n;

/** Writes an integer of at most 34 digits as IEEE 754 decimal128 with exponent 0 (BSON: binary integer significand). */
export function writeDecimal128(view: DataView, at: number, value: bigint): void {
  const magnitude = value < 0n ? -value : value;
  const bits = magnitude | (EXPONENT_BIAS << 113n) | (value < 0n ? SIGN : 0n);
  view.setBigUint64(at, BigInt.asUintN(64, bits), true);
  view.setBigUint64(at + 8, bits >> 64n, true);
}
