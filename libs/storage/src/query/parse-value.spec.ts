import { describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { parseTime, parseValue } from './parse-value.js';
import type { QueryField } from './query-field.js';
import { splitList, splitNames } from './split-list.js';

const { Decimal128, Long } = mongoose.mongo.BSON;

const of = (...types: string[]): QueryField => ({ name: 'f', path: ['f'], types: new Set(types), isDate: false });
const date: QueryField = { ...of('string', 'null'), isDate: true };
const long = (text: string): unknown => Long.fromString(text);

describe('values of texts', () => {
  it.each<[QueryField, string, unknown[]]>([
    [of('integer'), '42', [long('42')]],
    [of('integer'), '+42', [long('42')]],
    [of('integer'), '-9223372036854775808', [long('-9223372036854775808')]],
    [of('integer'), '9223372036854775808', [Decimal128.fromString('9223372036854775808')]],
    [of('integer'), `1${'0'.repeat(40)}`, [1e40]],
    [of('number'), '-2.5e3', [-2500]],
    [of('number'), '.5', [0.5]],
    [of('number'), '1e999', []],
    [of('number'), 'NaN', []],
    [of('number'), '0x10', []],
    [of('number'), '', []],
    [of('number'), 'null', [null]],
    [of('number'), '"1"', []],
    [of('boolean'), 'true', [true]],
    [of('boolean'), 'TRUE', []],
    [of('string'), '42', ['42']],
    [of('string'), '', ['']],
    [of('string'), '"null"', ['null']],
    [of('string'), '"a,b"', ['a,b']],
    [of('string'), '"open', ['"open']],
    [of('string'), 'null', [null]],
    [of('string', 'integer'), '42', [long('42'), '42']],
    [of('string', 'integer'), '"42"', ['42']],
    [of('object'), '{"$ne":null}', []],
    [of('null'), 'x', ['x']],
    [of(), 'true', [true, 'true']],
    [of('array'), '5', [long('5'), '5']],
    [date, '2015-02-04', [new Date('2015-02-04T00:00:00Z')]],
    [date, '2015-02-30', []],
    [date, '"2015-02-04"', []],
  ])('%#', (field, text, values) => {
    expect(parseValue(field, text)).toEqual(values);
  });

  it.each([
    ['2015-02-04T17:51', '2015-02-04T17:51:00Z'],
    ['2015-02-04 17:51:09.25', '2015-02-04T17:51:09.250Z'],
    ['2015-02-04T17:51:00+01:00', '2015-02-04T16:51:00Z'],
    ['2015-02-04T17:51:00 01:00', '2015-02-04T16:51:00Z'],
    ['2015-02-04t17:51:00z', '2015-02-04T17:51:00Z'],
  ])('the instant %s', (text, instant) => {
    expect(parseTime(text)).toEqual(new Date(instant));
  });

  it.each(['', 'now', '2015', '2015-02-04T', '2015-02-04T25:00:00Z', '2015-02-04T17:51:00+99:00'])(
    'no instant: %p',
    (text) => {
      expect(parseTime(text)).toBeUndefined();
    },
  );
});

describe('lists', () => {
  it.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    ['a,', ['a', '']],
    [',a', ['', 'a']],
    ['"a,b",c', ['"a,b"', 'c']],
    ['-"a,b",c', ['-"a,b"', 'c']],
    [String.raw`"a\",b",c`, [String.raw`"a\",b"`, 'c']],
    ['a"b,c', ['a"b', 'c']],
    ['"a"b,c', ['"a"b', 'c']],
  ])('%p', (text, parts) => {
    expect(splitList(text)).toEqual(parts);
  });

  it('of names lose their quotes', () => {
    expect(splitNames('"a,b",c')).toEqual(['a,b', 'c']);
  });
});
