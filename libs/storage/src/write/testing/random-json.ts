import { NumberText } from './reference.js';

/** A number in [0, n) from a generator that a seed determines (mulberry32). */
export type Dice = (n: number) => number;

export function dice(seed: number): Dice {
  let state = seed;
  return (n) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

/** A value together with one way to write it. */
export interface Written<T = unknown> {
  readonly value: T;
  readonly json: string;
}

const NAMES =
  'a b c id temperature abc abcd abcdefgh _id _ts _key __id ___ts $set $ a.b . __proto__ constructor 0 1 ü 😀 " \\'
    .split(' ')
    .concat('', '\n', 'sensor 1 [°C]');
const UNITS = [
  0, 1, 31, 32, 34, 47, 92, 127, 128, 0x7ff, 0x800, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff,
];
const SPACES = ['', '', '', '', '', ' ', '\n', '\t\r ', '    '];
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function pick<T>(roll: Dice, items: readonly T[]): T {
  return items[roll(items.length)] as T;
}

function text(roll: Dice): string {
  if (roll(3) > 0) return 'steady north-west wind, 12 °C'.slice(0, roll(30));
  let result = '';
  for (let left = roll(12); left > 0; left -= 1) {
    const kind = roll(5);
    if (kind === 0) result += String.fromCharCode(pick(roll, UNITS));
    else if (kind === 1) result += String.fromCodePoint(roll(0x110000));
    else if (kind === 2) result += String.fromCharCode(roll(0x10000));
    else result += String.fromCharCode(32 + roll(95));
  }
  return result;
}

/** Writes a string with some characters escaped that need not be. */
function spelled(roll: Dice, value: string): string {
  const eager = roll(4) === 0;
  let json = '';
  for (let i = 0; i < value.length; i += 1) {
    const unit = value.charCodeAt(i);
    const isSurrogate = unit >= 0xd800 && unit < 0xe000;
    const isPair = unit >= 0xd800 && unit < 0xdc00 && (value.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    const short = SHORT_ESCAPES[value.charAt(i)];
    const hex = unit.toString(16).padStart(4, '0');
    const escaped = `\\u${roll(2) === 0 ? hex : hex.toUpperCase()}`;
    if (isPair && !(eager && roll(2) === 0)) json += value.charAt(i) + value.charAt(++i);
    else if (isSurrogate || (unit < 32 && short === undefined) || (eager && roll(2) === 0)) json += escaped;
    else if (short !== undefined && (unit !== 47 || roll(2) === 0)) json += short;
    else json += value.charAt(i);
  }
  return `"${json}"`;
}

function digits(roll: Dice, length: number): string {
  let result = String(1 + roll(9));
  while (result.length < length) result += String(roll(10));
  return result;
}

const EDGES = (
  '0 -0 2147483647 2147483648 -2147483648 -2147483649 999999999 1000000000 9007199254740993 9223372036854775807 ' +
  '9223372036854775808 -9223372036854775808 -9223372036854775809 0.1 -0.0 0e0 1e22 1e23 8.5e22 5e-324 2.5e-324 ' +
  '2.2250738585072011e-308 1.7976931348623157e308 1E+2 1.0 9007199254740992.5 0.30000000000000004 123456789012345.6 ' +
  '1234567890123456.7 0.000001 1e-7'
).split(' ');

function numberText(roll: Dice): string {
  const sign = roll(3) === 0 ? '-' : '';
  const kind = roll(6);
  if (kind === 0) return pick(roll, EDGES);
  if (kind === 1) return sign + digits(roll, 1 + roll(36));
  if (kind === 2) return `${sign}${String(roll(1000))}.${digits(roll, 1 + roll(6))}`;
  if (kind === 3) return String((roll(0x7fffffff) / 0x7fffffff - 0.5) * 10 ** (roll(40) - 20));
  const fraction = roll(2) === 0 ? '' : `.${'0'.repeat(roll(20))}${digits(roll, 1 + roll(20))}`;
  const exponent = kind === 4 ? '' : pick(roll, ['e', 'E', 'e+', 'E-', 'e-']) + '0'.repeat(roll(2)) + String(roll(270));
  return `${sign}${roll(3) === 0 ? '0' : digits(roll, 1 + roll(20))}${fraction}${exponent}`;
}

function anyValue(roll: Dice, depth: number): Written {
  const kind = roll(depth > 5 ? 8 : 10);
  if (kind < 4) {
    const json = numberText(roll);
    return { value: new NumberText(json), json };
  }
  if (kind < 6) {
    const value = text(roll);
    return { value, json: spelled(roll, value) };
  }
  if (kind === 6)
    return pick(roll, [
      { value: true, json: 'true' },
      { value: false, json: 'false' },
    ]);
  if (kind === 7) return { value: null, json: 'null' };
  if (kind === 8) return randomObject(roll, depth + 1);
  const items = Array.from({ length: roll(roll(10) === 0 ? 30 : 5) }, () => anyValue(roll, depth + 1));
  const parts = items.map(({ json }) => pick(roll, SPACES) + json + pick(roll, SPACES));
  return {
    value: items.map(({ value }) => value),
    json: `[${parts.join(',')}${parts.length === 0 ? pick(roll, SPACES) : ''}]`,
  };
}

/** An object as ordered fields: where a name is written twice, the last one counts, at its place. */
export function randomObject(roll: Dice, depth = 0): Written<Map<string, unknown>> {
  const value = new Map<string, unknown>();
  const parts: string[] = [];
  const dense = roll(2) === 0;
  for (let left = roll(dense ? 12 : 5), at = roll(NAMES.length); left > 0; left -= 1, at += 1 + (roll(4) >> 1)) {
    const isKnown = roll(8) > 0;
    const name = isKnown
      ? (NAMES[dense ? at % NAMES.length : roll(NAMES.length)] as string)
      : text(roll).replaceAll('\0', '0');
    const item = anyValue(roll, depth);
    // As stored: names that differ in lone surrogates only are one name.
    const key = Buffer.from(name).toString();
    value.delete(key);
    value.set(key, item.value);
    const [before, after] = [pick(roll, SPACES), pick(roll, SPACES)];
    parts.push(`${before}${spelled(roll, name)}${after}:${before}${item.json}${after}`);
  }
  return { value, json: `{${parts.join(',')}${parts.length === 0 ? pick(roll, SPACES) : ''}}` };
}

const INSERTS = Array.from('{}[]",:\\/0123456789.eE+-tfnul \n\t\0ü');

/** The text with one to three changes. */
export function mutated(roll: Dice, json: string): string {
  let result = json;
  for (let left = 1 + roll(3); left > 0; left -= 1) {
    const at = roll(result.length + 1);
    const kind = roll(6);
    if (kind === 0) result = result.slice(0, at);
    else if (kind === 1) result = result.slice(0, at) + pick(roll, INSERTS) + result.slice(at);
    else if (kind === 2) result = result.slice(0, at) + pick(roll, INSERTS) + result.slice(at + 1);
    else if (kind === 3) result = result.slice(0, at) + result.slice(at + 1);
    else if (kind === 4) result = result.slice(0, at) + result.slice(at >> 1);
    else result = result.slice(0, at) + result.slice(at + roll(10));
  }
  return Buffer.from(result).toString();
}
