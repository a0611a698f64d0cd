import { describe, expect, it } from '@jest/globals';
import { decimalToDouble } from './decimal-to-double.js';
import { dice } from './testing/random-json.js';

const RUNS = Number(process.env['SLUICE_EXACTNESS_RUNS'] ?? 200_000);

function check(digits: string, exponent: number): boolean {
  const cut = Math.min(9, digits.length);
  const rest = digits.slice(cut);
  const value = decimalToDouble(Number(digits.slice(0, cut)), Number(rest), rest.length, exponent);
  if (Number.isNaN(value)) return false;
  const expected = Number(`${digits}e${String(exponent)}`);
  if (!Object.is(value, expected))
    throw new Error(`${digits}e${String(exponent)}: ${String(value)} is not ${String(expected)}`);
  return true;
}

describe('decimalToDouble', () => {
  it(
    'gives the double of Number() and knows nearly always',
    () => {
      const roll = dice(1);
      let known = 0;
      for (let i = 0; i < RUNS; i += 1) {
        let digits = String(1 + roll(9));
        for (let left = roll(18); left > 0; left -= 1) digits += String(roll(10));
        if (check(digits, roll(101) - 60)) known += 1;
      }
      expect(known).toBeGreaterThan(RUNS * 0.99);
    },
    60_000 + RUNS,
  );

  it(
    'is right beside the midpoints of neighbouring doubles, or leaves them',
    () => {
      const roll = dice(2);
      const view = new DataView(new ArrayBuffer(8));
      for (let i = 0; i < RUNS / 10; i += 1) {
        // A double of 53 bits plus half a unit has 54 bits: exact with at most 18 digits below 2 ** 54.
        const odd = 2n ** 53n + BigInt(roll(0x7fffffff)) * 2n ** 20n + BigInt(roll(0x7fffffff)) * 2n + 1n;
        for (const near of [odd - 1n, odd, odd + 1n]) check(String(near % 10n ** 18n), 0);
        for (const power of [1, 2, 3, 7]) check(String(odd % 10n ** 18n), -power);
        // The shortest text of a double, and its neighbours in the last digit.
        view.setInt32(0, roll(0x7fffffff), true);
        view.setInt32(4, 0x3f000000 + roll(0x01000000), true);
        const [mantissa, exponent] = view.getFloat64(0, true).toExponential().split('e');
        const text = (mantissa ?? '').replace('.', '');
        for (const change of [-1, 0, 1])
          check(String(BigInt(text) + BigInt(change)), Number(exponent) - text.length + 1);
      }
      for (const tie of ['9007199254740993', '9007199254740995']) expect(check(tie, 0)).toBe(false);
    },
    60_000 + RUNS,
  );

  it('leaves exponents beyond its tables', () => {
    expect(decimalToDouble(1, 0, 0, -61)).toBeNaN();
    expect(decimalToDouble(1, 0, 0, 41)).toBeNaN();
  });
});
