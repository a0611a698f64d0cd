import { JsonType } from './compiled-schema.js';

/** Where and why bytes are not JSON (RFC 8259). */
export interface JsonFault {
  /** Index into the scanned buffer. */
  readonly at: number;
  readonly message: string;
  readonly tooDeep: boolean;
}

/** Called for each direct member of an object, or element of an array (whose name range is then empty). */
export type MemberVisitor = (
  nameStart: number,
  nameEnd: number,
  valueStart: number,
  valueEnd: number,
  type: number,
) => void;

const MAX_DEPTH = 100;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const WORDS: Readonly<Record<number, { readonly text: string; readonly type: number }>> = {
  0x74: { text: 'true', type: JsonType.boolean },
  0x66: { text: 'false', type: JsonType.boolean },
  0x6e: { text: 'null', type: JsonType.null },
};

/** `"`, `\`, `/`, b, f, n, r, t after a backslash. */
const SIMPLE_ESCAPES: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'));

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/**
 * Strict JSON syntax over bytes, without building values: numbers keep every digit, and members are reported as
 * ranges. One instance scans one value at a time; UTF-8 validity is the caller's (`isUtf8`).
 */
export class JsonScanner {
  /** Position after the last scanned token. */
  at = 0;
  fault: JsonFault | undefined;
  private bytes: Buffer = Buffer.alloc(0);
  private end = 0;

  /**
   * Scans the one value that fills the range, spaces around it aside.
   * @returns its {@link JsonType} bit (a number without fraction and exponent is an integer), or 0 with `fault` set.
   */
  scan(bytes: Buffer, from: number, to: number, visit?: MemberVisitor): number {
    this.bytes = bytes;
    this.end = to;
    this.at = from;
    this.fault = undefined;
    this.skipSpace();
    const type = this.value(0, visit);
    if (type === 0) return 0;
    this.skipSpace();
    return this.at < this.end ? this.fail('text after the value') : type;
  }

  private fail(message: string, tooDeep = false): 0 {
    this.fault ??= { at: this.at, message: this.at >= this.end ? 'unexpected end' : message, tooDeep };
    return 0;
  }

  private skipSpace(): void {
    while (this.at < this.end) {
      const byte = this.bytes[this.at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.at += 1;
    }
  }

  private value(depth: number, visit?: MemberVisitor): number {
    const first = this.at < this.end ? (this.bytes[this.at] ?? 0) : 0;
    if (first === QUOTE) return this.string() ? JsonType.string : 0;
    if (first === 0x2d || isDigit(first)) return this.number();
    if (first === 0x7b) return this.object(depth + 1, visit);
    if (first === 0x5b) return this.array(depth + 1, visit);
    const word = WORDS[first];
    if (word === undefined) return this.fail('a value is expected');
    for (let i = 1; i < word.text.length; i += 1) {
      this.at += 1;
      if (this.at >= this.end || this.bytes[this.at] !== word.text.charCodeAt(i)) return this.fail('not a JSON word');
    }
    this.at += 1;
    return word.type;
  }

  private string(): boolean {
    const { bytes, end } = this;
    let at = this.at + 1;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        this.at = at + 1;
        return true;
      }
      if (byte === BACKSLASH) {
        const escaped = bytes[at + 1] ?? 0;
        let length = SIMPLE_ESCAPES.has(escaped) ? 2 : 0;
        if (escaped === 0x75 && [2, 3, 4, 5].every((i) => isHex(bytes[at + i] ?? 0))) length = 6;
        if (length === 0) {
          this.at = at;
          return this.fail('not an escape sequence') !== 0;
        }
        at += length;
      } else if (byte < 0x20) {
        this.at = at;
        return this.fail('control character in a string') !== 0;
      } else {
        at += 1;
      }
    }
    this.at = end;
    return this.fail('string is not closed') !== 0;
  }

  private digits(): boolean {
    const from = this.at;
    while (this.at < this.end && isDigit(this.bytes[this.at])) this.at += 1;
    return this.at > from;
  }

  private number(): number {
    let type: number = JsonType.integer;
    if (this.bytes[this.at] === 0x2d) this.at += 1;
    const zero = this.bytes[this.at] === 0x30;
    const start = this.at;
    if (!this.digits()) return this.fail('a digit is expected');
    if (zero && this.at - start > 1) {
      this.at = start;
      return this.fail('a number has no leading zero');
    }
    if (this.at < this.end && this.bytes[this.at] === 0x2e) {
      this.at += 1;
      type = JsonType.number;
      if (!this.digits()) return this.fail('a digit is expected');
    }
    if (this.at < this.end && ((this.bytes[this.at] ?? 0) | 0x20) === 0x65) {
      this.at += 1;
      type = JsonType.number;
      if (this.bytes[this.at] === 0x2b || this.bytes[this.at] === 0x2d) this.at += 1;
      if (!this.digits()) return this.fail('a digit is expected');
    }
    return type;
  }

  private object(depth: number, visit?: MemberVisitor): number {
    if (depth > MAX_DEPTH) return this.fail(`nested deeper than ${MAX_DEPTH}`, true);
    this.at += 1;
    this.skipSpace();
    if (this.bytes[this.at] === 0x7d && this.at < this.end) {
      this.at += 1;
      return JsonType.object;
    }
    for (;;) {
      const nameStart = this.at + 1;
      if (this.at >= this.end || this.bytes[this.at] !== QUOTE) return this.fail('a name in quotes is expected');
      if (!this.string()) return 0;
      const nameEnd = this.at - 1;
      this.skipSpace();
      if (this.at >= this.end || this.bytes[this.at] !== 0x3a) return this.fail('a colon is expected');
      this.at += 1;
      this.skipSpace();
      const valueStart = this.at;
      const type = this.value(depth);
      if (type === 0) return 0;
      visit?.(nameStart, nameEnd, valueStart, this.at, type);
      const more = this.separator(0x7d, 'a comma or } is expected');
      if (more === undefined) return 0;
      if (!more) return JsonType.object;
    }
  }

  private array(depth: number, visit?: MemberVisitor): number {
    if (depth > MAX_DEPTH) return this.fail(`nested deeper than ${MAX_DEPTH}`, true);
    this.at += 1;
    this.skipSpace();
    if (this.bytes[this.at] === 0x5d && this.at < this.end) {
      this.at += 1;
      return JsonType.array;
    }
    for (;;) {
      const valueStart = this.at;
      const type = this.value(depth);
      if (type === 0) return 0;
      visit?.(valueStart, valueStart, valueStart, this.at, type);
      const more = this.separator(0x5d, 'a comma or ] is expected');
      if (more === undefined) return 0;
      if (!more) return JsonType.array;
    }
  }

  /** True after a comma, false after the closing byte, undefined with a fault. */
  private separator(close: number, message: string): boolean | undefined {
    this.skipSpace();
    const byte = this.at < this.end ? this.bytes[this.at] : undefined;
    if (byte !== 0x2c && byte !== close) {
      this.fail(message);
      return undefined;
    }
    this.at += 1;
    if (byte === 0x2c) this.skipSpace();
    return byte === 0x2c;
  }
}

/** The text of a scanned name or string, its escapes resolved. The range excludes the quotes. */
export function jsonText(bytes: Buffer, start: number, end: number): string {
  for (let i = start; i < end; i += 1) {
    if (bytes[i] === BACKSLASH) {
      const text: unknown = JSON.parse(`"${bytes.toString('utf8', start, end)}"`);
      return String(text);
    }
  }
  return bytes.toString('utf8', start, end);
}
