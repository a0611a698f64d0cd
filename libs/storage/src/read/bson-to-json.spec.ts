import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import mongoose from 'mongoose';
import { bsonToJson } from './bson-to-json.js';
import { JsonBytes } from './json-bytes.js';
import { type Projection, projectionOf } from './projection.js';

const { BSON } = mongoose.mongo;
const { Binary, Decimal128, Double, Int32, Long, ObjectId } = BSON;

const out = new JsonBytes(16);

function toJson(document: object, projection?: Projection): string {
  const bson = Buffer.from(BSON.serialize(document, { ignoreUndefined: true }));
  out.clear();
  expect(bsonToJson(bson, 0, out, projection)).toBe(bson.length);
  return out.toBuffer().toString();
}

/** JSON text of a deserialised value, the slow way. */
function expected(value: unknown): string {
  if (value instanceof Long) return value.toString();
  if (value instanceof Int32) return String(value.value);
  if (value instanceof Double) return JSON.stringify(value.value);
  if (value instanceof Decimal128) return /^-?\d/.test(value.toString()) ? value.toString() : 'null';
  if (value instanceof Date) return JSON.stringify(value);
  if (value instanceof ObjectId) return `"${value.toHexString()}"`;
  if (value instanceof Binary) return `"${Buffer.from(value.value()).toString('base64')}"`;
  if (Array.isArray(value)) return `[${value.map(expected).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, one]) => `${JSON.stringify(name)}:${expected(one)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value);
}

const name = fc
  .string({ unit: 'binary', maxLength: 12 })
  .filter((text) => !text.includes('\0') && text !== '__proto__');
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer().map((value) => new Int32(value)),
  fc.double().map((value) => new Double(value)),
  fc.tuple(fc.maxSafeInteger(), fc.nat({ max: 12 })).map(([digits, places]) => new Double(digits / 10 ** places)),
  fc.tuple(fc.integer(), fc.nat({ max: 8 })).map(([digits, places]) => new Double(digits / 10 ** places)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.bigInt({ min: -(10n ** 33n), max: 10n ** 33n }).map((value) => Decimal128.fromString(String(value))),
  fc.constantFrom('NaN', 'Infinity', '1E+40', '-0.00010').map((text) => Decimal128.fromString(text)),
  fc.date({ noInvalidDate: true }),
  fc.date({ noInvalidDate: true, min: new Date('-000001-06-01'), max: new Date('+010000-06-01') }),
  fc.uint8Array({ maxLength: 20 }).map((bytes) => new Binary(bytes)),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
  ),
}));
const document = fc.dictionary(name, tree, { maxKeys: 8 });

describe('BSON to JSON', () => {
  it('agrees with deserialising first, for any document', () => {
    fc.assert(
      fc.property(document, (value) => {
        const again = BSON.deserialize(BSON.serialize(value), { promoteValues: false });
        const text = toJson(value);
        expect(text).toBe(expected(again));
        JSON.parse(text);
      }),
      { numRuns: 300 },
    );
  });

  it.each([0.1, 0.1 + 0.2, -0, 1e-6, 1e-7, 123456.123456, 2147483647.5, 2147483648.5, 1e21, 5e-324, 4.35, 1.005])(
    'writes the double %p as JavaScript does',
    (value) => {
      expect(toJson({ value: new Double(value) })).toBe(JSON.stringify({ value }));
    },
  );

  it.each([
    '0000-01-01',
    '0000-02-29',
    '0001-03-01',
    '1899-12-31',
    '1900-03-01',
    '1969-12-31',
    '2000-02-29',
    '9999-12-31',
  ])('writes the day %s as JavaScript does', (day) => {
    for (const time of ['00:00:00.000Z', '23:59:59.999Z']) {
      const at = new Date(`${day}T${time}`);
      expect(toJson({ at })).toBe(JSON.stringify({ at }));
    }
  });

  it('keeps every digit of large integers', () => {
    const json = toJson({
      a: Long.fromString('9223372036854775807'),
      b: Long.fromString('-9007199254740993'),
      c: Decimal128.fromString('12345678901234567890123456789012'),
      d: Long.fromString('4294967295'),
    });
    expect(json).toBe(
      '{"a":9223372036854775807,"b":-9007199254740993,"c":12345678901234567890123456789012,"d":4294967295}',
    );
  });

  it('writes null for what JSON has no number or date for', () => {
    expect(toJson({ a: Number.NaN, b: -Infinity, c: Decimal128.fromString('NaN') })).toBe(
      '{"a":null,"b":null,"c":null}',
    );
    const far = Buffer.from(BSON.serialize({ at: new Date(0) }));
    far.writeBigInt64LE(2n ** 62n, far.length - 9);
    out.clear();
    bsonToJson(far, 0, out);
    expect(out.toBuffer().toString()).toBe('{"at":null}');
  });

  it('writes rare types as Extended JSON and goes on after them', () => {
    const json = toJson({
      r: /a"b/i,
      t: new BSON.Timestamp({ t: 1, i: 2 }),
      min: new BSON.MinKey(),
      max: new BSON.MaxKey(),
      code: new BSON.Code('f()', { x: 1 }),
      plain: new BSON.Code('g()'),
      symbol: new BSON.BSONSymbol('s'),
      last: 1,
    });
    expect(JSON.parse(json)).toEqual({
      r: { $regularExpression: { pattern: 'a"b', options: 'i' } },
      t: { $timestamp: { t: 1, i: 2 } },
      min: { $minKey: 1 },
      max: { $maxKey: 1 },
      code: { $code: 'f()', $scope: { x: 1 } },
      plain: { $code: 'g()' },
      symbol: 's',
      last: 1,
    });
  });

  it('cuts to a projection at any depth, awkward names included', () => {
    const value = { 'a.b': 1, $c: { d: 1, e: [{ f: 1, g: 2 }, { f: 3 }, 4] }, h: 5 };
    const cut = (...paths: string[][]): unknown => JSON.parse(toJson(value, projectionOf(paths)));
    expect(cut(['a.b'])).toEqual({ 'a.b': 1 });
    expect(cut(['$c', 'e', 'f'])).toEqual({ $c: { e: [{ f: 1 }, { f: 3 }, 4] } });
    expect(cut(['$c', 'd'], ['$c'], ['h'])).toEqual({ $c: { d: 1, e: [{ f: 1, g: 2 }, { f: 3 }, 4] }, h: 5 });
    expect(cut(['nobody'])).toEqual({});
  });

  it('makes valid UTF-8 of strings that are none', () => {
    const bson = Buffer.from(BSON.serialize({ s: 'abc' }));
    bson[bson.indexOf('abc') + 1] = 0xff;
    out.clear();
    bsonToJson(bson, 0, out);
    expect(JSON.parse(out.toBuffer().toString())).toEqual({ s: 'a\uFFFDc' });
  });
});
