import { isUtf8 } from 'node:buffer';

const FIRST_CAPACITY = 64 * 1024;
/** Room that {@link JsonBytes.reserve} keeps behind what is asked for, enough for any number or date. */
const SLACK = 64;
const HEX = Buffer.from('0123456789abcdef');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A growing buffer of JSON text. Whoever writes to {@link bytes} directly reserves first and moves {@link length}. */
export class JsonBytes {
  bytes: Buffer;
  length = 0;

  constructor(capacity = FIRST_CAPACITY) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  clear(): void {
    this.length = 0;
  }

  /** Makes room for `more` bytes and one short value. */
  reserve(more: number): void {
    const needed = this.length + more + SLACK;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  /** Text of ASCII characters, as it is. */
  ascii(text: string): void {
    this.reserve(text.length);
    this.length += this.bytes.write(text, this.length, 'latin1');
  }

  /** UTF-8 bytes as a JSON string. */
  string(source: Uint8Array, start: number, end: number): void {
    // Every byte may become \u00XX.
    this.reserve((end - start) * 6 + 2);
    const { bytes } = this;
    let to = this.length;
    bytes[to++] = QUOTE;
    for (let at = start; at < end; at += 1) {
      const byte = source[at] as number;
      if (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH) bytes[to++] = byte;
      else to = escapeByte(bytes, to, byte);
    }
    bytes[to++] = QUOTE;
    this.length = to;
  }

  integer(value: number): void {
    this.reserve(0);
    if (value < 0 || value > 0x7fffffff) {
      this.ascii(String(value));
      return;
    }
    let digits = 1;
    for (let limit = 10; limit <= value; limit *= 10) digits += 1;
    let to = this.length + digits;
    this.length = to;
    let rest = value;
    for (let i = 0; i < digits; i += 1) {
      const shorter = (rest / 10) | 0;
      this.bytes[--to] = 0x30 + (rest - shorter * 10);
      rest = shorter;
    }
  }

  /** A copy of what was written, always valid UTF-8: bytes that are not become U+FFFD. */
  toBuffer(): Buffer {
    const written = this.bytes.subarray(0, this.length);
    return isUtf8(written) ? Buffer.from(written) : Buffer.from(written.toString('utf8'));
  }
}

function escapeByte(bytes: Buffer, to: number, byte: number): number {
  bytes[to++] = BACKSLASH;
  const short = SHORT_ESCAPES.get(byte);
  if (short !== undefined) {
    bytes[to++] = short;
    return to;
  }
  to += bytes.write('u00', to, 'latin1');
  bytes[to++] = HEX[byte >> 4] as number;
  bytes[to++] = HEX[byte & 15] as number;
  return to;
}

const SHORT_ESCAPES: ReadonlyMap<number, number> = new Map(
  ['""', '\\\\', '\bb', '\ff', '\nn', '\rr', '\tt'].map((pair) => [pair.charCodeAt(0), pair.charCodeAt(1)]),
);
