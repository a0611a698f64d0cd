import { Decimal128, Long } from 'mongodb';
import { type InputCase, json } from './input-case.js';

const bytes = (...parts: (string | number[])[]): { value: Buffer } => ({
  value: Buffer.concat(parts.map((part) => Buffer.from(part as string))), // either kind is taken
});

const notJson = (input: string, text: string): InputCase => ({ input, record: json(text), dead: 'VALUE_NOT_JSON' });

/** What is wrong, or only unusual, in the text of a value. */
export const VALUE_CASES: readonly InputCase[] = [
  { input: 'tombstone (null value)', record: { value: null }, dead: 'VALUE_EMPTY' },
  { input: 'empty value', record: { value: Buffer.alloc(0) }, dead: 'VALUE_EMPTY' },
  notJson('whitespace only', ' \n\t'),
  notJson('no JSON', 'temperature=80'),
  notJson('truncated JSON', '{"n": 1,"text":"abc'),
  notJson('JSON array', '[{"n":1}]'),
  notJson('JSON number', '1'),
  notJson('JSON string', '"text"'),
  notJson('JSON `null`', 'null'),
  notJson('two objects in one value', '{"n":1}{"n":2}'),
  notJson('trailing comma', '{"n":1,}'),
  notJson('byte order mark before the object', '\ufeff{"n":1}'),

  { input: 'invalid UTF-8 in a string', record: bytes('{"n":"', [0xff], '"}'), dead: 'VALUE_NOT_JSON' },
  { input: 'invalid UTF-8 in a field name', record: bytes('{"', [0xc3, 0x28], '":1}'), dead: 'VALUE_NOT_JSON' },
  { input: 'overlong UTF-8', record: bytes('{"n":"', [0xc0, 0xaf], '"}'), dead: 'VALUE_NOT_JSON' },
  notJson('unescaped control character', '{"n":"a\u0001"}'),
  {
    input: 'lone surrogate (`\\ud800`)',
    record: json('{"text":"a\\ud800b"}'),
    stored: { text: 'a\ufffdb' },
    note: 'as U+FFFD',
  },
  { input: 'NUL in a string', record: json('{"text":"a\\u0000b"}'), stored: { text: 'a\0b' } },

  notJson('`NaN`', '{"n":NaN}'),
  notJson('`Infinity`', '{"n":Infinity}'),
  notJson('`-Infinity`', '{"n":-Infinity}'),
  notJson('`1e400`', '{"n":1e400}'),
  notJson('integer of 400 digits', `{"n":${'9'.repeat(400)}}`),
  notJson('leading zero (`007`)', '{"n":007}'),
  { input: '`-0`', record: json('{"n":-0}'), stored: { n: 0 }, note: 'as 0' },
  { input: '`1e-400`', record: json('{"n":1e-400}'), stored: { n: 0 }, note: 'as the nearest double, 0' },
  { input: 'greatest int64', record: json('{"n":9223372036854775807}'), stored: { n: Long.MAX_VALUE } },
  {
    input: 'integer beyond int64, up to 34 digits',
    record: json('{"n":9223372036854775808}'),
    stored: { n: Decimal128.fromString('9223372036854775808') },
    note: 'exactly, as decimal128',
  },
  {
    input: 'integer of 35 digits and more',
    record: json(`{"n":${'9'.repeat(35)}}`),
    stored: { n: 1e35 },
    note: 'as the nearest double',
  },
];
