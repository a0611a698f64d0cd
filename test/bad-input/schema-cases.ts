import { HEADER_SCHEMA } from '@sluice/contracts';
import { framed, type InputCase, json, type Prefixes } from './input-case.js';

export const FIRST_VERSION = {
  type: 'object',
  properties: { good: { type: 'integer' }, at: { type: 'string', format: 'date-time' } },
  additionalProperties: false,
};
export const SECOND_VERSION = {
  ...FIRST_VERSION,
  properties: { ...FIRST_VERSION.properties, unit: { type: 'string' } },
};
export const NESTED = {
  type: 'object',
  properties: { o: { type: 'object', properties: { n: { type: 'integer', minimum: 0 } }, required: ['n'] } },
  required: ['o'],
};

const UNKNOWN_ID = Buffer.from([0, 0x7f, 0xff, 0xff, 0xf0]);
const mismatch = (input: string, of: keyof Prefixes, text: string): InputCase => ({
  input,
  record: (prefixes) => framed(prefixes[of], text),
  dead: 'VALUE_SCHEMA_MISMATCH',
});

/** Registry framing, schemas, and records that do not fit theirs. */
export const SCHEMA_CASES: readonly InputCase[] = [
  { input: 'byte 0 and too few bytes', record: { value: Buffer.from([0, 0, 1]) }, dead: 'VALUE_BAD_FRAMING' },
  { input: 'framing with nothing behind it', record: ({ first }) => ({ value: first }), dead: 'VALUE_BAD_FRAMING' },
  {
    input: 'framing with a negative schema id',
    record: framed(Buffer.from([0, 0xff, 0xff, 0xff, 0xff]), '{"good":1}'),
    dead: 'VALUE_BAD_FRAMING',
  },
  { input: 'unknown schema id', record: framed(UNKNOWN_ID, '{"good":1}'), dead: 'SCHEMA_UNKNOWN' },
  {
    input: 'id of a schema that is not JSON Schema',
    record: ({ avro }) => framed(avro, '{"good":1}'),
    dead: 'SCHEMA_INVALID',
  },
  {
    input: 'header with an unknown fingerprint',
    record: { ...json('{"n":1}'), headers: { [HEADER_SCHEMA]: '0123456789abcdef' } },
    dead: 'SCHEMA_UNKNOWN',
  },
  {
    input: 'header with what is no fingerprint',
    record: { ...json('{"n":1}'), headers: { [HEADER_SCHEMA]: 'x'.repeat(100_000) } },
    dead: 'SCHEMA_UNKNOWN',
  },
  { input: 'framing with no JSON behind it', record: ({ first }) => framed(first, 'no'), dead: 'VALUE_NOT_JSON' },
  mismatch('wrong type', 'first', '{"good":"1"}'),
  mismatch('date that is none', 'first', '{"good":-1,"at":"yesterday"}'),
  mismatch('field that the schema does not allow', 'first', '{"good":-1,"unit":"K"}'),
  mismatch('required field missing', 'nested', '{}'),
  mismatch('wrong type of a nested field', 'nested', '{"o":{"n":"1"}}'),
  mismatch('value outside the bounds of its schema', 'nested', '{"o":{"n":-1}}'),
  { input: 'first version of a schema', record: ({ first }) => framed(first, '{"good":-1}'), stored: { good: -1 } },
  {
    input: 'second version of it in the same topic',
    record: ({ second }) => framed(second, '{"good":-1,"unit":"K"}'),
    stored: { good: -1, unit: 'K' },
  },
];
