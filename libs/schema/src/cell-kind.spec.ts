import { describe, expect, it } from '@jest/globals';
import { writeInstant } from './cell-instant.js';
import { cellKind, CellKind } from './cell-kind.js';

function kindOf(text: string): string {
  const bytes = Buffer.from(text);
  const kind = cellKind(bytes, 0, bytes.length);
  return Object.entries(CellKind).find(([, bit]) => bit === kind)?.[0] ?? `${kind}`;
}

function instantOf(text: string): string {
  const out = Buffer.alloc(64);
  const bytes = Buffer.from(text);
  return out.toString('latin1', 0, writeInstant(out, 0, bytes, 0, bytes.length));
}

describe('the kind of a cell', () => {
  it.each([
    ['', 'missing'],
    ['  ', 'missing'],
    ['na', 'missing'],
    ['NA', 'missing'],
    ['null', 'missing'],
    ['Na', 'string'],
    ['NULL', 'string'],
    ['NaN', 'string'],
    ['true', 'boolean'],
    ['False', 'boolean'],
    ['TRUE', 'boolean'],
    ['yes', 'string'],
    ['0', 'integer'],
    ['-0', 'integer'],
    ['-12', 'integer'],
    [' 42 ', 'integer'],
    ['007', 'string'],
    ['-007', 'string'],
    ['+7', 'string'],
    ['9007199254740993', 'integer'],
    ['1234567890123456789012345678901234', 'integer'],
    ['12345678901234567890123456789012345', 'string'],
    ['0.5', 'number'],
    ['-0.5', 'number'],
    ['00.5', 'string'],
    ['1.', 'string'],
    ['.5', 'string'],
    ['1e5', 'number'],
    ['1E-5', 'number'],
    ['1e400', 'string'],
    ['1e', 'string'],
    ['-', 'string'],
    ['1,5', 'string'],
    ['0x10', 'string'],
    ['2012-01-01', 'date'],
    ['2012-02-29', 'date'],
    ['2013-02-29', 'string'],
    ['1900-02-29', 'string'],
    ['2012-13-01', 'string'],
    ['2012-1-1', 'string'],
    ['2015-02-04 17:51:00', 'timestamp'],
    ['2015-02-04T17:51', 'timestamp'],
    ['2015-02-04T17:51:00.123456Z', 'timestamp'],
    ['2015-02-04T17:51:00+0200', 'timestamp'],
    ['2015-02-04T24:00:00', 'string'],
    ['2015-02-04 17:51:00 UTC', 'string'],
    ['2015-02-04 17', 'string'],
    ['2015-02-04T17:51:00+25:00', 'string'],
    ['2015-02-04T17:51:00.', 'string'],
    ['5 km', 'string'],
  ])('reads %j as %s', (text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });
});

describe('writing an instant', () => {
  it.each([
    ['2015-02-04 17:51:00', '2015-02-04T17:51:00Z'],
    ['2015-02-04T17:51', '2015-02-04T17:51:00Z'],
    ['2015-02-04t17:51:00.120z', '2015-02-04T17:51:00.120Z'],
    ['2015-02-04 17:51:00+0200', '2015-02-04T17:51:00+02:00'],
    ['2015-02-04 17:51:00-03', '2015-02-04T17:51:00-03:00'],
    ['2015-02-04', '2015-02-04T00:00:00Z'],
  ])('writes %s as %s', (text, expected) => {
    expect(instantOf(text)).toBe(expected);
  });
});
