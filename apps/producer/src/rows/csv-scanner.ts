const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** Bits of {@link CsvScanner.flags}. */
export const QUOTED = 1;
/** The cell holds doubled quotes, each of which stands for one. */
export const DOUBLED = 2;

/**
 * - `row`: cells are set, `next` is the start of the following row.
 * - `broken`: text follows a closing quote, or the input ended within quotes.
 * - `more`: the row goes on behind the given bytes.
 */
export type CsvScan = 'row' | 'broken' | 'more';

/**
 * Finds the cells of one row of RFC 4180 bytes. Lines end with LF, CRLF or CR; a quote within an unquoted cell is
 * text. Cells are ranges without their quotes. Nothing is kept between rows, so a row may be scanned again with more
 * bytes.
 */
export class CsvScanner {
  starts = new Int32Array(256);
  ends = new Int32Array(256);
  flags = new Uint8Array(256);
  count = 0;
  /** Position after the row's line end. */
  next = 0;
  /** Physical lines that the row spans. */
  lines = 0;
  /** Position after the first line end met, within quotes too; -1 where there was none. */
  firstLineEnd = -1;

  private at = 0;
  private to = 0;
  private final = false;

  constructor(private readonly delimiter: number) {}

  scan(bytes: Buffer, from: number, to: number, final: boolean): CsvScan {
    this.count = 0;
    this.lines = 1;
    this.firstLineEnd = -1;
    this.at = from;
    this.to = to;
    this.final = final;
    const { delimiter } = this;
    for (;;) {
      const quoted = this.at < to && bytes[this.at] === QUOTE;
      const outcome = quoted ? this.quotedCell(bytes) : this.plainCell(bytes);
      if (outcome !== 'row') return outcome;
      if (this.at < to && bytes[this.at] === delimiter) {
        this.at += 1;
        if (this.at === to && !final) return 'more';
        continue;
      }
      return this.endRow(bytes);
    }
  }

  private add(start: number, end: number, flags: number): void {
    if (this.count === this.starts.length) this.grow();
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.flags[this.count] = flags;
    this.count += 1;
  }

  private grow(): void {
    const size = this.starts.length * 2;
    const [starts, ends, flags] = [new Int32Array(size), new Int32Array(size), new Uint8Array(size)];
    starts.set(this.starts);
    ends.set(this.ends);
    flags.set(this.flags);
    Object.assign(this, { starts, ends, flags });
  }

  private plainCell(bytes: Buffer): CsvScan {
    const { delimiter, to } = this;
    const start = this.at;
    let at = start;
    while (at < to) {
      const byte = bytes[at];
      if (byte === delimiter || byte === LF || byte === CR) break;
      at += 1;
    }
    this.at = at;
    if (at === to && !this.final) return 'more';
    this.add(start, at, 0);
    return 'row';
  }

  private quotedCell(bytes: Buffer): CsvScan {
    const { to } = this;
    const start = this.at + 1;
    let flags = QUOTED;
    let at = start;
    while (at < to) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        if (at + 1 === to && !this.final) return 'more';
        if (at + 1 === to || bytes[at + 1] !== QUOTE) {
          this.add(start, at, flags);
          this.at = at + 1;
          return this.isCellEnd(bytes) ? 'row' : 'broken';
        }
        flags |= DOUBLED;
        at += 2;
      } else if (byte === LF || byte === CR) {
        at += byte === CR && at + 1 < to && bytes[at + 1] === LF ? 2 : 1;
        this.lines += 1;
        if (this.firstLineEnd < 0) this.firstLineEnd = at;
      } else {
        at += 1;
      }
    }
    this.at = to;
    return this.final ? 'broken' : 'more';
  }

  private isCellEnd(bytes: Buffer): boolean {
    if (this.at === this.to) return true;
    const byte = bytes[this.at];
    return byte === this.delimiter || byte === LF || byte === CR;
  }

  private endRow(bytes: Buffer): CsvScan {
    const { to } = this;
    if (this.at < to) {
      const isReturn = bytes[this.at] === CR;
      this.at += 1;
      if (isReturn) {
        if (this.at === to && !this.final) return 'more';
        if (this.at < to && bytes[this.at] === LF) this.at += 1;
      }
    } else if (!this.final) {
      return 'more';
    }
    this.next = this.at;
    if (this.firstLineEnd < 0) this.firstLineEnd = this.at;
    return 'row';
  }
}

/** The text of a cell, doubled quotes resolved. */
export function cellText(bytes: Buffer, start: number, end: number, flags: number): string {
  const text = bytes.toString('utf8', start, end);
  return (flags & DOUBLED) === 0 ? text : text.replaceAll('""', '"');
}

/** Position after the line end at or behind `from`; -1 where none is complete before `to`. */
export function lineEnd(bytes: Buffer, from: number, to: number, final: boolean): number {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === LF) return at + 1;
    if (byte === CR) {
      if (at + 1 === to) return final ? to : -1;
      return bytes[at + 1] === LF ? at + 2 : at + 1;
    }
  }
  return final ? to : -1;
}
