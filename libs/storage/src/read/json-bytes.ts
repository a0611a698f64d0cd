import { isUtf8 } from 'node:buffer';

const FIRST_CAPACITY = 64 * 1024;
/** Room that {@link JsonBytes.reserve} keeps behind what is asked for, enough for any number or date. */
const SLACK = 64;
const HEX = Buffer.from('0123456789abcdef');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DASH = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const LETTER_T = 0x54;
const LETTER_Z = 0x5a;
const DAY_MS = 86_400_000;
/** First instants of the years of four digits, and of those after them. */
const YEAR_0 = -62_167_219_200_000;
const YEAR_10000 = 253_402_300_800_000;
const MAX_DATE = 8.64e15;
const MAX_INT32 = 0x7fffffff;
/** Powers of ten by number of fraction digits. */
const SCALES = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

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
    if (needed > this.bytes.length) this.grow(needed);
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

  /** As {@link ascii}, for short bytes made beforehand. */
  word(word: Uint8Array): void {
    this.reserve(word.length);
    for (let i = 0; i < word.length; i += 1) this.bytes[this.length++] = word[i] as number;
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
    if (value < 0 || value > MAX_INT32) {
      this.ascii(String(value));
      return;
    }
    this.reserve(0);
    let digits = 1;
    for (let limit = 10; limit <= value; limit *= 10) digits += 1;
    this.digits(value, digits);
  }

  /** The shortest text that reads back as the same double, as JavaScript writes it; null for what is no number. */
  double(value: number): void {
    const size = Math.abs(value);
    if (size <= MAX_INT32) {
      for (let places = 0; places < SCALES.length; places += 1) {
        const scale = SCALES[places] as number;
        const scaled = Math.round(size * scale);
        // No two decimals of up to 15 digits read back as the same double, so there is no shorter one.
        if (scaled / scale === size && scaled < 1e15) {
          this.decimal(value < 0, scaled, scale, places);
          return;
        }
      }
    }
    this.ascii(Number.isFinite(value) ? String(value) : 'null');
  }

  /** ISO 8601 in UTC with milliseconds; null beyond the years that JavaScript knows. */
  instant(milliseconds: number): void {
    if (!(milliseconds >= YEAR_0 && milliseconds < YEAR_10000)) {
      this.ascii(Math.abs(milliseconds) > MAX_DATE ? 'null' : `"${new Date(milliseconds).toISOString()}"`);
      return;
    }
    this.reserve(26);
    const { bytes } = this;
    const day = Math.floor(milliseconds / DAY_MS);
    const rest = milliseconds - day * DAY_MS;
    bytes[this.length++] = QUOTE;
    this.date(day);
    bytes[this.length++] = LETTER_T;
    this.digits((rest / 3_600_000) | 0, 2);
    bytes[this.length++] = COLON;
    this.digits(((rest / 60_000) | 0) % 60, 2);
    bytes[this.length++] = COLON;
    this.digits(((rest / 1_000) | 0) % 60, 2);
    bytes[this.length++] = DOT;
    this.digits(rest % 1_000, 3);
    bytes[this.length++] = LETTER_Z;
    bytes[this.length++] = QUOTE;
  }

  /** A copy of what was written, always valid UTF-8: bytes that are not become U+FFFD. */
  toBuffer(): Buffer {
    const written = this.bytes.subarray(0, this.length);
    return isUtf8(written) ? Buffer.from(written) : Buffer.from(written.toString('utf8'));
  }

  private decimal(isNegative: boolean, scaled: number, scale: number, places: number): void {
    this.reserve(0);
    if (isNegative) this.bytes[this.length++] = DASH;
    const whole = Math.floor(scaled / scale);
    this.integer(whole);
    if (places === 0) return;
    this.bytes[this.length++] = DOT;
    this.digits(scaled - whole * scale, places);
  }

  /** The last `count` digits of an int32, with zeros in front; there must be room. */
  private digits(value: number, count: number): void {
    const { bytes } = this;
    let to = this.length + count;
    this.length = to;
    let rest = value | 0;
    for (let i = 0; i < count; i += 1) {
      const shorter = (rest / 10) | 0;
      bytes[--to] = ZERO + (rest - shorter * 10);
      rest = shorter;
    }
  }

  /** Year, month and day of a day since 1970; Hinnant, chrono-compatible low-level date algorithms, civil_from_days. */
  private date(day: number): void {
    const sinceMarch0 = day + 719_468;
    const era = Math.floor(sinceMarch0 / 146_097);
    const ofEra = sinceMarch0 - era * 146_097;
    const yearOfEra = ((ofEra - ((ofEra / 1_460) | 0) + ((ofEra / 36_524) | 0) - ((ofEra / 146_096) | 0)) / 365) | 0;
    const ofYear = ofEra - (365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0));
    const sinceMarch = ((5 * ofYear + 2) / 153) | 0;
    const month = sinceMarch < 10 ? sinceMarch + 3 : sinceMarch - 9;
    this.digits(era * 400 + yearOfEra + (month <= 2 ? 1 : 0), 4);
    this.bytes[this.length++] = DASH;
    this.digits(month, 2);
    this.bytes[this.length++] = DASH;
    this.digits(ofYear - (((153 * sinceMarch + 2) / 5) | 0) + 1, 2);
  }

  private grow(needed: number): void {
    const grown = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
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
