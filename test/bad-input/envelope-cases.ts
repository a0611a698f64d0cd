import { Binary } from 'mongodb';
import { type InputCase, json } from './input-case.js';

const GOOD = json('{"n":1}');
const BAD = json('no JSON');
const NOT_UTF8 = Buffer.from([0xff, 0x00, 0xc3]);
const LONG_KEY = 'k'.repeat(1_000_000);
const HEADERS = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`header-${i}`, `value ${i}`]));
/** Of any Date. */
const LAST_INSTANT = 8.64e15;
const BEYOND_DATES = 9e18;

/** Keys, headers and timestamps. */
export const ENVELOPE_CASES: readonly InputCase[] = [
  {
    input: 'key that is not UTF-8',
    record: { ...GOOD, key: NOT_UTF8 },
    stored: { n: 1, _key: new Binary(NOT_UTF8) },
    note: '`_key` is binary',
  },
  { input: 'empty key', record: { ...GOOD, key: '' }, stored: { n: 1, _key: '' }, note: '`_key` is empty' },
  { input: 'key of 1 MB', record: { ...GOOD, key: LONG_KEY }, stored: { n: 1, _key: LONG_KEY } },
  { input: 'no JSON, with a key that is not UTF-8', record: { ...BAD, key: NOT_UTF8 }, dead: 'VALUE_NOT_JSON' },
  { input: 'no JSON, with a key of 1 MB', record: { ...BAD, key: LONG_KEY }, dead: 'VALUE_NOT_JSON' },
  { input: '1,000 headers', record: { ...GOOD, headers: HEADERS }, stored: { n: 1 }, note: 'headers are not kept' },
  { input: 'no JSON, with 1,000 headers', record: { ...BAD, headers: HEADERS }, dead: 'VALUE_NOT_JSON' },
  {
    input: 'no JSON, with headers that claim to be a dead letter',
    record: { ...BAD, headers: { '__connect.errors.topic': 'other', '__connect.errors.offset': '-1' } },
    dead: 'VALUE_NOT_JSON',
    note: "Sluice's own headers follow and count",
  },
  {
    input: 'timestamp -1 (none)',
    record: { ...GOOD, timestamp: -1 },
    stored: { n: 1, _ts: undefined },
    note: 'without `_ts`',
  },
  {
    input: 'timestamp before 1970',
    record: { ...GOOD, timestamp: -86_400_000 },
    stored: { n: 1, _ts: new Date(-86_400_000) },
  },
  {
    input: 'timestamp of the year 275760',
    record: { ...GOOD, timestamp: LAST_INSTANT },
    stored: { n: 1, _ts: new Date(LAST_INSTANT) },
  },
  {
    input: 'timestamp that no date holds',
    record: { ...GOOD, timestamp: BEYOND_DATES },
    stored: { n: 1, _ts: undefined },
    note: 'without `_ts`',
  },
  { input: 'no JSON, timestamp -1', record: { ...BAD, timestamp: -1 }, dead: 'VALUE_NOT_JSON' },
  {
    input: 'no JSON, timestamp that no date holds',
    record: { ...BAD, timestamp: BEYOND_DATES },
    dead: 'VALUE_NOT_JSON',
    note: 'of the present, as the topic of dead letters takes no such time',
  },
];
