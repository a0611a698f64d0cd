import { BsonType } from './bson-type.js';
import type { TranscodeError } from './transcode-error.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NOTHING = Buffer.alloc(0);
const NO_VIEW = new DataView(new ArrayBuffer(0));
/** What follows a backslash, by its byte; 0 where it is no escape, `u` apart. */
const ESCAPES = new Uint8Array(256);
for (const [name, byte] of Object.entries({ '"': 34, '\\': 92, '/': 47, b: 8, f: 12, n: 10, r: 13, t: 9 })) {
  ESCAPES[name.charCodeAt(0)] = byte;
}

/** The input used last and its view, shared by all transcoders, so that an idle one holds no fetch response. */
const source: { bytes: Buffer; view: DataView } = { bytes: NOTHING, view: NO_VIEW };

/**
 * Where a transcoder stands in its input and output, and JSON strings: reads at {@link p} and writes at {@link o},
 * moving both. The input is never read at or beyond {@link end}; room in the output is the caller's care.
 */
export class JsonText {
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
    if (json !== source.bytes) {
      source.bytes = json;
      source.view = new DataView(json.buffer, json.byteOffset, json.length);
    }
    this.src = json;
    this.view = source.view;
    this.start = start;
    this.end = end;
    this.p = start;
    this.error = undefined;
  }

  /** Lets go of input and output. */
  protected forget(): void {
    this.src = NOTHING;
    this.view = NO_VIEW;
    this.out = NOTHING;
    this.outView = NO_VIEW;
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
}
