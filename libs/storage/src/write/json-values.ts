import { BsonType } from './bson-type.js';
import { writeDecimal128 } from './decimal128.js';
import { decimalToDouble } from './decimal-to-double.js';
import type { TranscodeError } from './transcode-error.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NOTHING = Buffer.alloc(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${String(i)}`));
/** What follows a backslash, by its byte; 0 where it is no escape, `u` apart. */
const ESCAPES = new Uint8Array(256);
for (const [name, byte] of Object.entries({ '"': 34, '\\': 92, '/': 47, b: 8, f: 12, n: 10, r: 13, t: 9 })) {
  ESCAPES[name.charCodeAt(0)] = byte;
}

/**
 * The part of the transcoder below objects and arrays: reads one JSON scalar at {@link p} and writes its BSON value
 * at {@link o}, moving both. Methods answer the BSON type, or 0 with {@link error} set. The input is never read at or
 * beyond {@link end}; room in the output is the caller's care.
 */
export class JsonValues {
  protected error: TranscodeError | undefined;
  protected src: Buffer = NOTHING;
  protected view: DataView = NO_VIEW;
  protected start = 0;
  protected end = 0;
  protected p = 0;
  protected out: Buffer = NOTHING;
  protected outView: DataView = NO_VIEW;
  protected o = 0;

  protected read(json: Buffer, start: number, end: number): void {
    if (json !== this.src) {
      this.src = json;
      this.view = new DataView(json.buffer, json.byteOffset, json.length);
    }
    this.start = start;
    this.end = end;
    this.p = start;
    this.error = undefined;
  }

  protected fail(code: TranscodeError['code'], position: number, what: string): 0 {
    const at = position - this.start;
    this.error = { code, position: at, message: `transcoding a value: ${what} at byte ${String(at)}` };
    return 0;
  }

  /** For text that is not JSON: says what is missing, or that the text ends. */
  protected malformed(position: number, expected: string): 0 {
    return position >= this.end
      ? this.fail('VALUE_NOT_JSON', this.end, `the text ends where ${expected} is expected,`)
      : this.fail('VALUE_NOT_JSON', position, `expected ${expected}`);
  }

  /** First position from `p` on that is not whitespace. */
  protected skipSpace(p: number): number {
    const { src, end } = this;
    while (p < end) {
      const c = src[p] as number;
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) break;
      p += 1;
    }
    return p;
  }

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

  protected string(): number {
    const at = this.o;
    this.o = at + 4;
    if (!this.text()) return 0;
    const o = this.o;
    this.out[o] = 0;
    this.o = o + 1;
    this.outView.setInt32(at, o - at - 3, true);
    return BsonType.string;
  }

  /** Writes the text of the string at {@link p} as UTF-8, without length or NUL. A lone surrogate becomes U+FFFD. */
  protected text(): boolean {
    const { src, view, end, out, outView } = this;
    let p = this.p + 1;
    let o = this.o;
    for (;;) {
      while (p + 4 <= end) {
        // Four bytes at once: the lowest flag is exact, those above it may be the borrow of a flag below.
        const w = view.getInt32(p, true);
        const flags =
          ((w - 0x20202020) | ((w ^ 0x22222222) - 0x01010101) | ((w ^ 0x5c5c5c5c) - 0x01010101) | w) & 0x80808080;
        outView.setInt32(o, w, true);
        if (flags !== 0) {
          const clean = (31 - Math.clz32(flags & -flags)) >> 3;
          p += clean;
          o += clean;
          break;
        }
        p += 4;
        o += 4;
      }
      if (p >= end) return this.malformed(p, 'the end of a string') !== 0;
      const c = src[p] as number;
      if (c === QUOTE) {
        this.p = p + 1;
        this.o = o;
        return true;
      }
      if (c >= 0x20 && c < 0x80 && c !== BACKSLASH) {
        out[o++] = c;
        p += 1;
        continue;
      }
      this.p = p;
      this.o = o;
      if (!(c === BACKSLASH ? this.escape() : this.multibyte(c))) return false;
      p = this.p;
      o = this.o;
    }
  }

  private escape(): boolean {
    const { p, end, src } = this;
    if (p + 1 >= end) return this.malformed(end, 'an escape') !== 0;
    const name = src[p + 1] as number;
    if (name !== 0x75) {
      const byte = ESCAPES[name] as number;
      if (byte === 0) return this.malformed(p, 'an escape') !== 0;
      this.out[this.o++] = byte;
      this.p = p + 2;
      return true;
    }
    let code = this.hex4(p + 2);
    if (code < 0) return this.malformed(p + 6 > end ? end : p, 'four hexadecimal digits') !== 0;
    this.p = p + 6;
    if (code >= 0xd800 && code < 0xe000) {
      const paired = code < 0xdc00 && p + 12 <= end && src[p + 6] === BACKSLASH && src[p + 7] === 0x75;
      const low = paired ? this.hex4(p + 8) : -1;
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        this.p = p + 12;
      } else {
        code = 0xfffd;
      }
    }
    this.writeCodePoint(code);
    return true;
  }

  private hex4(at: number): number {
    if (at + 4 > this.end) return -1;
    let code = 0;
    for (let i = at; i < at + 4; i += 1) {
      const c = this.src[i] as number;
      const lower = c | 0x20;
      if (c >= 0x30 && c <= 0x39) code = code * 16 + c - 0x30;
      else if (lower >= 0x61 && lower <= 0x66) code = code * 16 + lower - 0x57;
      else return -1;
    }
    return code;
  }

  private writeCodePoint(code: number): void {
    const { out } = this;
    if (code < 0x80) {
      out[this.o++] = code;
    } else if (code < 0x800) {
      out[this.o++] = 0xc0 | (code >> 6);
      out[this.o++] = 0x80 | (code & 0x3f);
    } else {
      if (code < 0x10000) {
        out[this.o++] = 0xe0 | (code >> 12);
      } else {
        out[this.o++] = 0xf0 | (code >> 18);
        out[this.o++] = 0x80 | ((code >> 12) & 0x3f);
      }
      out[this.o++] = 0x80 | ((code >> 6) & 0x3f);
      out[this.o++] = 0x80 | (code & 0x3f);
    }
  }

  /** Copies one character of 2 to 4 bytes where it is well-formed (Unicode 15, table 3-7). */
  private multibyte(lead: number): boolean {
    const { p, src, end, out } = this;
    if (lead < 0x20) return this.fail('VALUE_NOT_JSON', p, 'a control character in a string') !== 0;
    const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    let valid = lead >= 0xc2 && lead <= 0xf4 && p + size <= end;
    if (valid) {
      const second = src[p + 1] as number;
      valid = second >= low && second <= high;
      for (let i = 2; i < size; i += 1) valid = valid && ((src[p + i] as number) & 0xc0) === 0x80;
    }
    if (!valid) return this.fail('VALUE_NOT_JSON', p, 'malformed UTF-8') !== 0;
    for (let i = 0; i < size; i += 1) out[this.o++] = src[p + i] as number;
    this.p = p + size;
    return true;
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
