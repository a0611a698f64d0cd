import { randomBytes } from 'node:crypto';
import { type InputCase, json } from './input-case.js';

/** An object of so many levels. */
const nested = (levels: number): string => `${'{"d":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
const fields = (first: number, count: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${first + i}`, i]));
const parsed = (input: string, text: string, note?: string): InputCase => {
  const stored = JSON.parse(text) as Record<string, unknown>; // text of an object
  return { input, record: json(text), stored, ...(note === undefined ? {} : { note }) };
};

const MEGABYTE = 1_000_000;
const random = (bytes: number): string => randomBytes((bytes / 4) * 3).toString('base64');
const LONG_NAME = 'x'.repeat(9 * MEGABYTE);

/** Names, depth and size. */
export const FIELD_CASES: readonly InputCase[] = [
  { input: 'duplicate field names', record: json('{"a":1,"b":2,"a":3}'), stored: { b: 2, a: 3 }, note: 'the last one' },
  parsed('field name that begins with `$`', '{"$set":{"$inc":1}}'),
  parsed('field name with dots', '{"a.b":1,".":2,"a":{"b.c":3}}'),
  parsed('empty field name', '{"":1}'),
  parsed('field named `__proto__` or `constructor`', '{"__proto__":{"polluted":1},"constructor":2}'),
  {
    input: 'field named `_id`, `_ts` or `_key`',
    record: json('{"_id":1,"_ts":2,"_key":3,"__id":4}'),
    stored: { __id: 1, __ts: 2, __key: 3, ___id: 4 },
    note: 'with one more underscore',
  },
  { input: 'NUL in a field name', record: json('{"a\\u0000b":1}'), dead: 'VALUE_BAD_FIELD_NAME' },
  { input: 'NUL in the name of a nested field', record: json('{"o":{"\\u0000":1}}'), dead: 'VALUE_BAD_FIELD_NAME' },
  parsed('100 levels', nested(100)),
  { input: '101 levels', record: json(nested(101)), dead: 'VALUE_TOO_DEEP' },
  { input: '100,000 levels', record: json(`{"d":${'['.repeat(100_000)}`), dead: 'VALUE_TOO_DEEP' },
  parsed('10,000 fields', JSON.stringify(fields(0, 10_000))),
  parsed(
    'another 10,000 fields in the same dataset',
    JSON.stringify(fields(10_000, 10_000)),
    'queries find fields beyond the first 10,000 in records, not by filter',
  ),
  parsed('field name of 9 MB', `{"${LONG_NAME}":1}`, 'queries do not filter by names of more than 255 bytes'),
  parsed('value of 1 MB', JSON.stringify({ text: random(MEGABYTE) })),
  {
    input: 'value of 24 MB (`max.message.bytes` raised)',
    record: json(JSON.stringify({ text: random(24 * MEGABYTE) })),
    dead: 'RECORD_TOO_LARGE',
    note: 'MongoDB takes 16 MiB',
  },
  {
    input: 'value of 80 MB that a codec made small',
    record: json(JSON.stringify({ text: 'x'.repeat(80 * MEGABYTE) })),
    dead: 'RECORD_TOO_LARGE',
  },
];
