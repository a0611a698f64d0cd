import { BsonType } from './bson-type.js';
import { decimalToDouble } from './decimal-to-double.js';
import { writeDecimal128 } from './decimal128.js';
import { JsonText } from './json-text.js';

const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${String(i)}`));

/**
 * The part of the transcoder below objects and arrays: reads one JSON scalar and writes its BSON value. Methods answer
 * the BSON type, or 0 with {@link error} set.
 */
export class JsonValues extends JsonText {
  protected literal(): number {
    const { p, view, end } = this;
    const word = p + 4 <= end ? view.getInt32(p, true) : 0;
    if (word === 0x6c6c756e) {
      this.p = p + 4;
      return BsonType.null;
    }
    if (word === 0x65757274) {
      this.p = p + 4;
      this.out[this.o++] = 1;
      return BsonType.boolean;
    }
    if (word === 0x736c6166 && p + 5 <= end && this.src[p + 4] === 0x65) {
      this.p = p + 5;
      this.out[this.o++] = 0;
      return BsonType.boolean;
    }
    return this.malformed(p, 'a value');
  }

  /**
   * An integer becomes the smallest of int32, int64 and Decimal128 (up to 34 digits) that holds it; any other number,
   * also one with a fraction or exponent of zero, the double that JSON.parse gives. `-0` is the integer 0.
   */
  protected number(): number {
    const { src, end } = this;
    const first = this.p;
    const negative = src[first] === 0x2d;
    const digitsAt = negative ? first + 1 : first;
    // Nine digits fit an int32, which is faster than a double.
    const shortEnd = digitsAt + 9 < end ? digitsAt + 9 : end;
    let p = digitsAt;
    let m = 0;
    for (; p < shortEnd; p += 1) {
      const d = ((src[p] as number) - 0x30) >>> 0;
      if (d > 9) break;
      m = (m * 10 + d) | 0;
    }
    const digits = p - digitsAt;
    let c = p < end ? (src[p] as number) : 0;
    if (digits === 0) return this.malformed(p, negative ? 'a digit' : 'a value');
    if (digits > 1 && src[digitsAt] === 0x30) return this.malformed(digitsAt + 1, 'no digit after a leading zero');
    if (c === 0x2e) {
      const point = p;
      const whole = m;
      for (p += 1; p <= shortEnd && p < end; p += 1) {
        const d = ((src[p] as number) - 0x30) >>> 0;
        if (d > 9) break;
        m = (m * 10 + d) | 0;
      }
      c = p < end ? (src[p] as number) : 0;
      if ((c >= 0x30 && c <= 0x39) || (c | 0x20) === 0x65 || p === point + 1) {
        return this.fraction(first, point, whole, digits);
      }
      // Both operands are exact doubles, so the one rounding of the division gives the nearest double.
      const value = m / (POWERS[p - point - 1] as number);
      this.outView.setFloat64(this.o, negative ? -value : value, true);
      this.o += 8;
      this.p = p;
      return BsonType.double;
    }
    if (c >= 0x30 && c <= 0x39) return this.tenOrMoreDigits(first, p, m);
    if ((c | 0x20) === 0x65) return this.longNumber(first);
    this.outView.setInt32(this.o, negative ? 0 - m : m, true);
    this.o += 4;
    this.p = p;
    return BsonType.int32;
  }

  /** Continues after 9 digits of value `m`. */
  private tenOrMoreDigits(first: number, at: number, m: number): number {
    const { src, end, o } = this;
    const last = at + 6 < end ? at + 6 : end;
    let value = m;
    let p = at;
    for (; p < last; p += 1) {
      const d = (src[p] as number) - 0x30;
      if (d < 0 || d > 9) break;
      value = value * 10 + d;
    }
    const c = p < end ? (src[p] as number) : 0;
    if ((c >= 0x30 && c <= 0x39) || c === 0x2e || (c | 0x20) === 0x65) return this.longNumber(first);
    if (src[first] === 0x2d) value = -value;
    this.p = p;
    return this.writeInteger(o, value);
  }

  /** Takes a fraction of more than 9 digits, or none; before the point are `digits` digits of value `m`. */
  private fraction(first: number, point: number, m: number, digits: number): number {
    const { src, end } = this;
    let p = point + 1;
    let significant = digits;
    if (m === 0) {
      significant = 0;
      while (p < end && src[p] === 0x30) p += 1;
    }
    let d = p < end ? (src[p] as number) - 0x30 : -1;
    for (; d >= 0 && d <= 9 && significant < 9; significant += 1) {
      m = m * 10 + d;
      p += 1;
      d = p < end ? (src[p] as number) - 0x30 : -1;
    }
    let rest = 0;
    let more = 0;
    for (; d >= 0 && d <= 9 && more < 9; more += 1) {
      rest = rest * 10 + d;
      p += 1;
      d = p < end ? (src[p] as number) - 0x30 : -1;
    }
    if (p === point + 1) return this.malformed(p, 'a digit');
    if ((d >= 0 && d <= 9) || (p < end && ((src[p] as number) | 0x20) === 0x65)) return this.longNumber(first);
    const places = p - point - 1;
    let value: number;
    if (significant + more <= 15 && places <= 22) {
      value = (m * (POWERS[more] as number) + rest) / (POWERS[places] as number);
    } else {
      value = decimalToDouble(m, rest, more, -places);
      if (Number.isNaN(value)) return this.longNumber(first);
    }
    this.outView.setFloat64(this.o, src[first] === 0x2d ? -value : value, true);
    this.o += 8;
    this.p = p;
    return BsonType.double;
  }

  private digitsEnd(p: number): number {
    const { src, end } = this;
    while (p < end && (src[p] as number) >= 0x30 && (src[p] as number) <= 0x39) p += 1;
    return p;
  }

  /** Any number, after its first digits were found well-formed. */
  private longNumber(first: number): number {
    const { src, end } = this;
    const digitsAt = src[first] === 0x2d ? first + 1 : first;
    let p = this.digitsEnd(digitsAt);
    const integer = p;
    if (p < end && src[p] === 0x2e) {
      p = this.digitsEnd(p + 1);
      if (p === integer + 1) return this.malformed(p, 'a digit');
    }
    if (p < end && ((src[p] as number) | 0x20) === 0x65) {
      p += 1;
      if (p < end && (src[p] === 0x2b || src[p] === 0x2d)) p += 1;
      const exponentAt = p;
      p = this.digitsEnd(p);
      if (p === exponentAt) return this.malformed(p, 'a digit');
    }
    this.p = p;
    const text = src.toString('latin1', first, p);
    if (p === integer && p - digitsAt <= 34) return this.longInteger(text, p - digitsAt);
    const value = Number(text);
    if (!Number.isFinite(value)) return this.fail('VALUE_NOT_JSON', first, 'a number beyond the range of a double');
    this.outView.setFloat64(this.o, value, true);
    this.o += 8;
    return BsonType.double;
  }

  private writeInteger(o: number, value: number): number {
    this.outView.setInt32(o, value, true);
    if (value >= -0x80000000 && value <= 0x7fffffff) {
      this.o = o + 4;
      return BsonType.int32;
    }
    this.outView.setInt32(o + 4, Math.floor(value / 0x100000000), true);
    this.o = o + 8;
    return BsonType.int64;
  }

  private longInteger(text: string, digits: number): number {
    const { o } = this;
    if (digits < 16) return this.writeInteger(o, Number(text));
    const value = BigInt(text);
    if (BigInt.asIntN(64, value) === value) {
      this.outView.setBigInt64(o, value, true);
      this.o = o + 8;
      return BsonType.int64;
    }
    writeDecimal128(this.outView, o, value);
    this.o = o + 16;
    return BsonType.decimal128;
  }
}
