import { Binary } from 'mongodb';
import { ENVELOPE_CASES } from './envelope-cases.js';
import { FIELD_CASES } from './field-cases.js';
import { framed, type InputCase, json, type Setting } from './input-case.js';
import { SCHEMA_CASES } from './schema-cases.js';
import { VALUE_CASES } from './value-cases.js';

const STRATEGY = 'com.mongodb.kafka.connect.sink.processor.id.strategy';
const NOT_UTF8 = Buffer.from([0xff, 0x00, 0xc3]);
const LONG_KEY = 'k'.repeat(1_000_000);
const good = (i: number): ReturnType<Setting['good']> => ({ ...json(`{"good":${i}}`), key: `good ${i}` });

const BY_KEY: readonly InputCase[] = [
  {
    input: 'ids by key: tombstone',
    record: { key: 'good 0', value: null },
    dead: 'VALUE_EMPTY',
    note: 'the document of its key stays',
  },
  {
    input: 'ids by key: empty value',
    record: { key: 'good 0', value: Buffer.alloc(0) },
    dead: 'VALUE_EMPTY',
    note: 'the document of its key stays',
  },
  { input: 'ids by key: no key', record: json('{"n":1}'), dead: 'KEY_MISSING' },
  {
    input: 'ids by key: key that is not UTF-8',
    record: { ...json('{"n":1}'), key: NOT_UTF8 },
    stored: { n: 1, _key: new Binary(NOT_UTF8) },
    id: new Binary(NOT_UTF8),
    note: '`_id` is binary',
  },
  { input: 'ids by key: empty key', record: { ...json('{"n":1}'), key: '' }, stored: { n: 1, _key: '' }, id: '' },
  {
    input: 'ids by key: key of 1 MB',
    record: { ...json('{"n":1}'), key: LONG_KEY },
    stored: { n: 1, _key: LONG_KEY },
    id: LONG_KEY,
  },
  {
    input: 'ids by key: field name that begins with `$`',
    record: { ...json('{"$set":1}'), key: 'dollar' },
    stored: { $set: 1, _key: 'dollar' },
    id: 'dollar',
  },
  { input: 'ids by key: no JSON', record: { ...json('no JSON'), key: 'good 0' }, dead: 'VALUE_NOT_JSON' },
];

const BY_FIELDS: readonly InputCase[] = [
  { input: 'ids by field: field missing', record: json('{"n":1}'), dead: 'KEY_MISSING' },
  { input: 'ids by field: field `null`', record: json('{"good":null}'), dead: 'KEY_MISSING' },
  { input: 'ids by field: field an array', record: json('{"good":[1]}'), dead: 'STORE_REFUSED' },
  { input: 'ids by field: field an object with `$` names', record: json('{"good":{"$a":1}}'), dead: 'STORE_REFUSED' },
];

/** Every connector that meets bad records, and what it meets. */
export const SETTINGS: readonly Setting[] = [
  {
    name: 'default',
    connector: {},
    good,
    cases: [...VALUE_CASES, ...FIELD_CASES, ...SCHEMA_CASES, ...ENVELOPE_CASES],
  },
  { name: 'ids-by-key', connector: { 'document.id.strategy': `${STRATEGY}.FullKeyStrategy` }, good, cases: BY_KEY },
  {
    name: 'ids-by-field',
    connector: {
      'document.id.strategy': `${STRATEGY}.PartialValueStrategy`,
      'document.id.strategy.partial.value.projection.list': 'good',
    },
    good,
    cases: BY_FIELDS,
  },
  {
    name: 'framing-required',
    connector: { 'value.converter': 'io.confluent.connect.json.JsonSchemaConverter' },
    good: (i, { first }) => framed(first, `{"good":${i}}`),
    cases: [{ input: 'JsonSchemaConverter: no framing', record: json('{"good":1}'), dead: 'VALUE_BAD_FRAMING' }],
  },
  {
    name: 'framing-ignored',
    connector: { 'value.converter': 'org.apache.kafka.connect.json.JsonConverter' },
    good,
    cases: [
      {
        input: 'JsonConverter: registry framing',
        record: ({ first }) => framed(first, '{"good":1}'),
        dead: 'VALUE_NOT_JSON',
      },
    ],
  },
];
