import { JsonType } from '@sluice/schema';

export const ALL_TYPES =
  JsonType.null |
  JsonType.boolean |
  JsonType.integer |
  JsonType.number |
  JsonType.string |
  JsonType.object |
  JsonType.array;

const FIRST_CAPACITY = 8;
const FIRST_WORDS = 64;

/** Names that a transcoder may still learn over all its tables: made-up names must not fill the memory. */
export interface NameBudget {
  left: number;
}

/**
 * The fields seen at one path of the records, as columns. Names are kept as 32-bit words of their UTF-8 bytes, the
 * closing quote of JSON included, so that comparing the input with a name and copying it to the output is one loop.
 * A path is entered at most once at a time, so {@link stamp} can tell a name that occurs twice in one object.
 */
export class FieldTable {
  count = 0;
  /** Field expected after field `i - 1`; `next[0]` is the first of an object. */
  next = new Int32Array(FIRST_CAPACITY + 1);
  /** Types that need no further look. */
  known = new Uint8Array(FIRST_CAPACITY);
  /** Serial number of the object that had the field last, and where its element starts in the output. */
  stamp = new Int32Array(FIRST_CAPACITY);
  startAt = new Int32Array(FIRST_CAPACITY);
  readonly names: string[] = [];
  readonly storedNames: string[] = [];
  private readonly children: (FieldTable | undefined)[] = [];
  private readonly indexOf = new Map<string, number>();
  private words = new Int32Array(FIRST_WORDS);
  private wordsUsed = 0;
  private wordAt = new Int32Array(FIRST_CAPACITY);
  /** Bytes of the name, or -1 where JSON has to escape it or it is stored under another name. */
  private lengths = new Int32Array(FIRST_CAPACITY);

  constructor(
    readonly budget: NameBudget,
    private readonly knownAtFirst: number,
  ) {}

  find(name: string): number {
    return this.indexOf.get(name) ?? -1;
  }

  /** Index of the new field, or -1 where the budget is spent. */
  add(name: string, storedName: string): number {
    if (this.budget.left <= 0) return -1;
    this.budget.left -= 1;
    const index = this.count;
    if (index === this.known.length) this.grow();
    const bytes = Buffer.from(`${storedName}"`);
    const words = (bytes.length + 3) >> 2;
    while (this.wordsUsed + words > this.words.length) this.words = larger(this.words);
    const padded = Buffer.alloc(words * 4);
    bytes.copy(padded);
    for (let i = 0; i < words; i += 1) this.words[this.wordsUsed + i] = padded.readInt32LE(i * 4);
    this.wordAt[index] = this.wordsUsed;
    this.wordsUsed += words;
    this.lengths[index] = name === storedName && !needsEscape(name) ? bytes.length - 1 : -1;
    this.known[index] = this.knownAtFirst;
    this.stamp[index] = 0;
    this.next[index + 1] = index + 1;
    this.names.push(name);
    this.storedNames.push(storedName);
    this.children.push(undefined);
    this.indexOf.set(name, index);
    this.count += 1;
    return index;
  }

  /** Forgets the field added last. */
  removeLast(): void {
    this.count -= 1;
    this.budget.left += 1 + (this.children.pop()?.clear() ?? 0);
    this.wordsUsed = this.wordAt[this.count] ?? 0;
    this.indexOf.delete(this.names.pop() ?? '');
    this.storedNames.pop();
  }

  /** Table of the objects under a field, in arrays or not. */
  child(index: number): FieldTable {
    return (this.children[index] ??= new FieldTable(this.budget, ALL_TYPES));
  }

  /**
   * Whether the JSON text at `at` continues with the name of field `index` and its closing quote, ending before
   * `end`. If so, the name and a NUL are in the output at `to`.
   * @returns length of the name, or -1
   */
  match(index: number, input: DataView, at: number, end: number, output: DataView, to: number): number {
    const length = this.lengths[index] as number;
    // The last word may reach 3 bytes beyond the quote; near the end of the input the slow way is taken.
    if (length < 0 || at + length + 4 > end) return -1;
    const words = this.words;
    let word = this.wordAt[index] as number;
    const whole = at + (length & ~3);
    while (at < whole) {
      const w = words[word] as number;
      if (input.getInt32(at, true) !== w) return -1;
      output.setInt32(to, w, true);
      at += 4;
      to += 4;
      word += 1;
    }
    const tail = (length & 3) << 3;
    // Of the last word, `tail` bits are name, 8 are the quote.
    if ((input.getInt32(at, true) ^ (words[word] as number)) << (24 - tail) !== 0) return -1;
    output.setInt32(to, (words[word] as number) & ((1 << tail) - 1), true);
    return length;
  }

  /** Makes all stamps older than any serial number to come. */
  resetStamps(): void {
    this.stamp.fill(0);
    for (const child of this.children) child?.resetStamps();
  }

  /** Gives the names back to the budget; returns how many. */
  private clear(): number {
    let names = this.count;
    for (const child of this.children) names += child?.clear() ?? 0;
    return names;
  }

  private grow(): void {
    this.next = larger(this.next);
    this.stamp = larger(this.stamp);
    this.startAt = larger(this.startAt);
    this.wordAt = larger(this.wordAt);
    this.lengths = larger(this.lengths);
    const known = new Uint8Array(this.known.length * 2);
    known.set(this.known);
    this.known = known;
  }
}

function larger(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(column.length * 2);
  grown.set(column);
  return grown;
}

/** Whether JSON can only write the name with an escape. */
function needsEscape(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- JSON's own rule
  return /["\\\u0000-\u001f]/.test(name);
}
