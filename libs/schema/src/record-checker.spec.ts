import { describe, expect, it } from '@jest/globals';
import { compileSchema } from './compile-schema.js';
import { RecordChecker } from './record-checker.js';

const schema = compileSchema({
  type: 'object',
  properties: {
    n: { type: ['integer', 'null'] },
    x: { type: 'number' },
    t: { type: 'string', format: 'date-time' },
    d: { type: 'string', format: 'date' },
  },
  required: ['n'],
  additionalProperties: false,
});

function problem(text: string, checked = true): string | undefined {
  const bytes = Buffer.from(`..${text}`);
  const error = new RecordChecker(checked ? schema : undefined).check(bytes, 2, bytes.length);
  return error === undefined ? undefined : `${error.code} ${error.message}`;
}

describe('checking a record', () => {
  it.each(['{"n":1}', '{"n":null,"x":1,"t":"2020-01-01T00:00:00Z","d":"2020-01-01"}', '{"n":9007199254740993}'])(
    'accepts %s',
    (text) => {
      expect(problem(text)).toBeUndefined();
    },
  );

  it.each([
    ['{"n":1.5}', 'field "n" is number, expected null or integer'],
    ['{"n":1,"x":null}', 'field "x" is null, expected number'],
    ['{"n":1,"t":"2020-01-01 00:00:00"}', 'field "t" is not a date-time of RFC 3339'],
    ['{"n":1,"d":"2020-02-30"}', 'field "d" is not a date of RFC 3339'],
    ['{"n":1,"other":1}', 'field "other" is not in the schema'],
    ['{"x":1,"d":"2020-01-01"}', 'field "n" is missing'],
    ['{}', 'a required field is missing'],
  ])('refuses %s', (text, message) => {
    expect(problem(text)).toBe(`VALUE_SCHEMA_MISMATCH checking record: ${message}`);
  });

  it('names the byte at which JSON breaks, counted from the row', () => {
    expect(problem('{"n":tru}', false)).toBe('VALUE_NOT_JSON reading JSON: not a JSON word at byte 8');
    expect(problem('[1]', false)).toBe('VALUE_NOT_JSON reading JSON: a record is an object');
  });
});
