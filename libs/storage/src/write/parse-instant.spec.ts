import { describe, expect, it } from '@jest/globals';
import { parseInstant } from './parse-instant.js';

function parse(text: string, format: 'date' | 'date-time' = 'date-time'): number {
  // Bytes around it must not be read as part of it.
  return parseInstant(Buffer.from(`12${text}00Z`), 2, 2 + Buffer.byteLength(text), format);
}

describe('parseInstant', () => {
  it.each([
    '2015-02-04T17:51:00Z',
    '1970-01-01T00:00:00Z',
    '1969-12-31T23:59:59.999Z',
    '0000-01-01T00:00:00Z',
    '0099-03-01T12:30:45Z',
    '9999-12-31T23:59:59.999Z',
    '2000-02-29T00:00:00Z',
    '2015-02-04T17:51:00.1Z',
    '2015-02-04T17:51:00.12Z',
    '2015-02-04T17:51:00.123456789Z',
    '2015-02-04T17:51:00.9999Z',
    '2015-02-04T17:51:00+01:00',
    '2015-02-04T00:00:00-23:59',
    '2015-02-04T17:51:00.5+05:30',
  ])('reads %s as Date.parse does', (text) => {
    expect(parse(text)).toBe(Date.parse(text));
  });

  it('reads every day of 400 years and every minute of a day as Date.parse does', () => {
    for (let day = Date.UTC(1800, 0, 1); day < Date.UTC(2201, 0, 1); day += 86_400_000) {
      const text = new Date(day + (day % 1_440) * 60_000).toISOString();
      if (parse(text) !== Date.parse(text)) throw new Error(text);
      if (parse(text.slice(0, 10), 'date') !== Date.parse(text.slice(0, 10))) throw new Error(text.slice(0, 10));
    }
    expect(parse('2201-01-01', 'date')).toBe(Date.UTC(2201, 0, 1));
  });

  it.each([
    ['2015-02-04t17:51:00z', '2015-02-04T17:51:00Z'],
    ['2015-02-04 17:51:00Z', '2015-02-04T17:51:00Z'],
    ['2015-02-04T17:51:00+0130', '2015-02-04T17:51:00+01:30'],
    ['2015-02-04T17:51:00-03', '2015-02-04T17:51:00-03:00'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00Z'],
    ['2016-12-31T23:59:60.9Z', '2017-01-01T00:00:00Z'],
    ['2017-01-01T05:29:60+05:30', '2017-01-01T00:00:00Z'],
  ])('reads %s as %s', (text, same) => {
    expect(parse(text)).toBe(Date.parse(same));
  });

  it.each([
    '',
    '2015-02-04',
    '2015-02-04T17:51:00',
    '2015-02-04T17:51Z',
    '2015-02-30T00:00:00Z',
    '2015-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2015-13-01T00:00:00Z',
    '2015-00-01T00:00:00Z',
    '2015-01-00T00:00:00Z',
    '2015-04-31T00:00:00Z',
    '2015-02-04T24:00:00Z',
    '2015-02-04T17:60:00Z',
    '2015-02-04T17:51:60Z',
    '2015-02-04T17:51:61Z',
    '2015-02-04T17:51:00.Z',
    '2015-02-04T17:51:00.5',
    '2015-02-04T17:51:00+',
    '2015-02-04T17:51:00+1',
    '2015-02-04T17:51:00+24:00',
    '2015-02-04T17:51:00+01:60',
    '2015-02-04T17:51:00+01:',
    '2015-02-04T17:51:00+01:0',
    '2015-02-04T17:51:00Z ',
    '2015-02-04T17:51:00ZZ',
    ' 2015-02-04T17:51:00Z',
    '2015/02/04T17:51:00Z',
    '2015-02-04X17:51:00Z',
    '2015-02-04T17.51.00Z',
    '+12015-02-04T17:51:00Z',
    '٢٠١٥-02-04T17:51:00Z',
  ])('refuses %j', (text) => {
    expect(parse(text)).toBeNaN();
  });

  it.each(['2015-02-29', '2015-2-04', '2015-02-4', '15-02-04', '2015-02-04T', '2015-02-04Z', '20150204', ''])(
    'refuses %j as a date',
    (text) => {
      expect(parse(text, 'date')).toBeNaN();
    },
  );
});
