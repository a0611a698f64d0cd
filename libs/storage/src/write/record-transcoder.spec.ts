import { describe, expect, it } from '@jest/globals';
import { compileSchema, JsonType } from '@sluice/schema';
import mongoose from 'mongoose';
import { BsonBuffer } from './bson-buffer.js';
import { RecordTranscoder } from './record-transcoder.js';
import { dice, randomObject } from './testing/random-json.js';
import { META, transcode } from './testing/transcode.js';

const { Binary, Decimal128, Double, Int32, Long } = mongoose.mongo;

/** A record `json` with a key in front of it in the same buffer. */
function withKey(key: Buffer, json: string, transcoder: RecordTranscoder): ReturnType<typeof transcode> {
  const out = new BsonBuffer();
  const input = Buffer.concat([key, Buffer.from(json)]);
  const meta = { ...META, keyStart: 0, keyEnd: key.length };
  const error = transcoder.transcode(input, key.length, input.length, meta, out);
  return { error, document: error ? {} : mongoose.mongo.BSON.deserialize(out.document(0), { promoteValues: false }) };
}

function nested(levels: number): string {
  return `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
}

describe('the document', () => {
  it('begins with id, timestamp and key, then holds the fields in their order', () => {
    const { document } = withKey(Buffer.from('clé'), '{"b":1,"a":2}', new RecordTranscoder());
    expect(Object.entries(document)).toEqual([
      ['_id', 't#0#7'],
      ['_ts', new Date(META.timestamp)],
      ['_key', 'clé'],
      ['b', new Int32(1)],
      ['a', new Int32(2)],
    ]);
  });

  it.each([
    0,
    9,
    10,
    999_999_999,
    2_147_483_647,
    2_147_483_648,
    4_294_967_296,
    99_999_999_999,
    Number.MAX_SAFE_INTEGER,
  ])('writes offset %d', (offset) => {
    expect(transcode('{}', {}, { offset }).document['_id']).toBe(`t#0#${String(offset)}`);
  });

  it.each([0, 1, -2, -86_400_000, 4_294_967_295, 4_294_967_296, 253_402_300_799_999])(
    'writes timestamp %d',
    (timestamp) => {
      expect(transcode('{}', {}, { timestamp }).document['_ts']).toEqual(new Date(timestamp));
    },
  );

  it.each([-1, 8.64e15 + 1, -8.64e15 - 1, 2 ** 63])('writes no timestamp of a record whose own is %d', (timestamp) => {
    expect(Object.keys(transcode('{"n":1}', {}, { timestamp }).document)).toEqual(['_id', 'n']);
  });

  it('holds a key that is not UTF-8 as binary, an empty one as empty, a long one whole', () => {
    const transcoder = new RecordTranscoder();
    expect(withKey(Buffer.from([0xff, 0]), '{}', transcoder).document['_key']).toEqual(
      new Binary(Buffer.from([0xff, 0])),
    );
    expect(withKey(Buffer.alloc(0), '{}', transcoder).document['_key']).toBe('');
    expect(withKey(Buffer.from('k'.repeat(99)), '{}', transcoder).document['_key']).toBe('k'.repeat(99));
  });

  it('keeps reserved names apart from its own', () => {
    const { document } = transcode('{"_id":1,"__id":2,"_ts":3,"_key":4,"___key":5,"id":6}');
    expect(Object.keys(document)).toEqual(['_id', '_ts', '__id', '___id', '__ts', '__key', '____key', 'id']);
    expect(Object.keys(transcode('{"a":{"_id":1}}').document['a'] as object)).toEqual(['_id']);
  });

  it('keeps names with dots, dollars, __proto__ and empty ones', () => {
    const json = '{"":1,"a.b":2,"$set":3,"__proto__":4,"a\\"b":5,"[1]":{"":{"$x":6}}}';
    const { document } = transcode(json);
    expect(Object.keys(document).slice(2)).toEqual(['', 'a.b', '$set', '__proto__', 'a"b', '[1]']);
  });

  it('refuses a NUL in a name at any level, and takes it in a string', () => {
    expect(transcode('{"a\\u0000":1}').error).toMatchObject({ code: 'VALUE_BAD_FIELD_NAME', position: 1 });
    expect(transcode('{"b":[{"a\\u0000":1}]}').error).toMatchObject({ code: 'VALUE_BAD_FIELD_NAME', position: 7 });
    expect(transcode('{"b":"a\\u0000"}').document['b']).toBe('a\0');
  });

  it('keeps the last of equal names at its place, at any level and however many', () => {
    const json = '{"a":1,"b":{"x":1,"x":[1,2],"y":0,"x":"z"},"a":{"q":1},"\\u0061":"last","c":0}';
    const transcoder = new RecordTranscoder();
    for (let round = 0; round < 2; round += 1) {
      const { document } = transcode(json, transcoder);
      expect(Object.keys(document)).toEqual(['_id', '_ts', 'b', 'a', 'c']);
      expect(document['a']).toBe('last');
      expect(document['b']).toEqual({ y: new Int32(0), x: 'z' });
    }
    const many = `{${Array.from({ length: 50_000 }, (_, i) => `"a${String(i % 25_000)}":${String(i)}`).join(',')}}`;
    const { document } = transcode(many, { maxNames: 100 });
    expect(Object.keys(document)).toHaveLength(25_002);
    expect(document['a0']).toEqual(new Int32(25_000));
  });

  it.each([
    ['0', new Int32(0)],
    ['-0', new Int32(0)],
    ['2147483647', new Int32(2_147_483_647)],
    ['-2147483648', new Int32(-2_147_483_648)],
    ['2147483648', Long.fromNumber(2_147_483_648)],
    ['-2147483649', Long.fromNumber(-2_147_483_649)],
    ['9223372036854775807', Long.MAX_VALUE],
    ['-9223372036854775808', Long.MIN_VALUE],
    ['9223372036854775808', Decimal128.fromString('9223372036854775808')],
    ['-9999999999999999999999999999999999', Decimal128.fromString(`-${'9'.repeat(34)}`)],
    ['1'.repeat(35), new Double(Number('1'.repeat(35)))],
    ['1.0', new Double(1)],
    ['1e0', new Double(1)],
    ['-0.0', new Double(-0)],
  ])('stores %s as %p', (text, expected) => {
    expect(transcode(`{"v":${text}}`).document['v']).toEqual(expected);
  });

  it('refuses numbers beyond a double', () => {
    expect(transcode('{"v":1e400}').error).toMatchObject({ code: 'VALUE_NOT_JSON', position: 5 });
    expect(transcode(`{"v":${'9'.repeat(400)}}`).error).toMatchObject({ code: 'VALUE_NOT_JSON', position: 5 });
  });

  it('nests to the limit and no deeper', () => {
    expect(transcode(nested(100)).error).toBeUndefined();
    expect(transcode(nested(101)).error).toMatchObject({ code: 'VALUE_TOO_DEEP', position: 500 });
    expect(transcode(`{"a":${'['.repeat(99)}${']'.repeat(99)}}`).error).toBeUndefined();
    expect(transcode(`{"a":${'['.repeat(100_000)}`).error?.code).toBe('VALUE_TOO_DEEP');
    expect(transcode(nested(4), { maxDepth: 3 }).error?.code).toBe('VALUE_TOO_DEEP');
  });

  it('has room for the text that grows most', () => {
    const zeros = `{"a":[${'0,'.repeat(300_000)}0],"b":${'['.repeat(99)}${']'.repeat(99)}}`;
    const { document } = transcode(zeros);
    expect(document['a']).toHaveLength(300_001);
    const { document: byField } = transcode(zeros, { id: { fields: ['b', 'b', 'a'] } });
    expect(byField['a']).toHaveLength(300_001);
  });
});

describe('ids', () => {
  it('takes the key, and refuses a record without one', () => {
    const transcoder = new RecordTranscoder({ id: 'key' });
    expect(withKey(Buffer.from('k1'), '{"a":1}', transcoder).document).toMatchObject({
      _id: 'k1',
      _key: 'k1',
      a: new Int32(1),
    });
    expect(withKey(Buffer.from([0x80]), '{}', transcoder).document['_id']).toEqual(new Binary(Buffer.from([0x80])));
    expect(transcode('{}', transcoder).error?.code).toBe('KEY_MISSING');
  });

  it('takes fields, and refuses a record that lacks one', () => {
    const one = new RecordTranscoder({ id: { fields: ['_id'] } });
    const { document } = transcode('{"b":1,"_id":{"x":[1,2]},"c":"é"}', one);
    expect(Object.keys(document)).toEqual(['_id', '_ts', 'b', '__id', 'c']);
    expect(document['_id']).toEqual({ x: [new Int32(1), new Int32(2)] });
    const two = new RecordTranscoder({ id: { fields: ['site', 'n'] } });
    expect(transcode('{"n":1.5,"x":true,"site":"s"}', two).document).toEqual({
      _id: { site: 's', n: new Double(1.5) },
      _ts: new Date(META.timestamp),
      n: new Double(1.5),
      x: true,
      site: 's',
    });
    expect(transcode('{"n":1}', two).error).toMatchObject({ code: 'KEY_MISSING', field: 'site' });
    expect(transcode('{"n":null,"site":"s"}', two).error).toMatchObject({ code: 'KEY_MISSING', field: 'n' });
  });
});

describe('fields observed', () => {
  it('tells new fields and types, of accepted records only', () => {
    const transcoder = new RecordTranscoder();
    transcode('{"a":1,"_id":"x"}', transcoder);
    const version = transcoder.observedVersion;
    expect(transcoder.observedFields()).toEqual([
      { name: 'a', storedName: 'a', types: JsonType.integer },
      { name: '_id', storedName: '__id', types: JsonType.string },
    ]);
    transcode('{"a":2,"_id":"y"}', transcoder);
    transcode('{"b":1,"a":"text","c":', transcoder);
    expect(transcoder.observedVersion).toBe(version);
    transcode('{"c":[],"a":null}', transcoder);
    expect(transcoder.observedVersion).toBe(version + 1);
    expect(transcoder.observedFields()).toEqual([
      { name: 'a', storedName: 'a', types: JsonType.integer | JsonType.null },
      { name: '_id', storedName: '__id', types: JsonType.string },
      { name: 'c', storedName: 'c', types: JsonType.array },
    ]);
  });

  it('stops learning names at its limit, and still transcodes', () => {
    const transcoder = new RecordTranscoder({ maxNames: 10 });
    for (let i = 1; i < 100; i += 1) {
      const { document } = transcode(`{"n${String(i)}":{"deep":${String(i)}},"n0":1}`, transcoder);
      expect(document).toMatchObject({ n0: new Int32(1), [`n${String(i)}`]: { deep: new Int32(i) } });
    }
    expect(transcoder.observedFields().length).toBeLessThanOrEqual(10);
  });

  it('learns no name of more than 255 bytes, and still transcodes', () => {
    const transcoder = new RecordTranscoder();
    const long = 'ü'.repeat(128);
    const { document } = transcode(`{"${long}":{"${long}":1},"n":2,"${long}":3}`, transcoder);
    expect(document).toMatchObject({ [long]: new Int32(3), n: new Int32(2) });
    transcode(`{"${long.slice(1)}":1}`, transcoder);
    expect(transcoder.observedFields().map(({ name }) => name)).toEqual(['n', long.slice(1)]);
  });

  it('refuses text of more than 64 MiB unread', () => {
    const { error } = transcode(Buffer.alloc(64 * 1024 * 1024 + 1, '{'));
    expect(error?.code).toBe('RECORD_TOO_LARGE');
  });
});

describe('with a schema', () => {
  const properties = {
    n: { type: 'number' },
    i: { type: ['integer', 'null'] },
    s: { type: 'string' },
    at: { type: ['string', 'null'], format: 'date-time' },
    day: { type: 'string', format: 'date' },
    any: {},
    o: { type: 'object' },
    list: { type: 'array' },
    yes: { type: 'boolean' },
  };
  const source = { type: 'object', properties, required: ['n'], additionalProperties: false };
  const schema = compileSchema(source);

  it('stores dates, and tells what is none', () => {
    const { document } = transcode('{"n":1,"at":"2015-02-04T17:51:00+0\\u0031:00","day":"2015-02-04"}', { schema });
    expect(document['at']).toEqual(new Date('2015-02-04T16:51:00Z'));
    expect(document['day']).toEqual(new Date('2015-02-04T00:00:00Z'));
    expect(transcode('{"n":1,"at":"yesterday"}', { schema }).error).toMatchObject({
      code: 'VALUE_SCHEMA_MISMATCH',
      field: 'at',
      expected: 'date-time',
      position: 12,
    });
  });

  it.each([
    ['{"n":"1"}', 'n', 'integer or number', 'string', 5],
    ['{"n":1,"i":1.5}', 'i', 'null or integer', 'number', 11],
    ['{"n":1,"s":null}', 's', 'string', 'null', 11],
    ['{"n":1,"o":[]}', 'o', 'object', 'array', 11],
    ['{"n":1,"list":{}}', 'list', 'array', 'object', 14],
    ['{"n":1,"yes":0}', 'yes', 'boolean', 'integer', 13],
    ['{"n":1,"more":0}', 'more', 'no such field', 'integer', 14],
    ['{"i":1}', 'n', 'a value', 'nothing', undefined],
  ])('refuses %s', (json, field, expected, found, position) => {
    for (const maxNames of [100, 0]) {
      const { error } = transcode(json, { schema, maxNames });
      expect(error).toMatchObject({ code: 'VALUE_SCHEMA_MISMATCH', field, expected, found });
      expect(error?.position).toBe(position);
    }
  });

  it('quotes names of any length in messages that stay short', () => {
    const { error } = transcode(`{"n":1,"${'x'.repeat(10_000)}":1}`, { schema });
    expect(error?.code).toBe('VALUE_SCHEMA_MISMATCH');
    expect(error?.message.length).toBeLessThan(300);
  });

  it('judges the last of equal names, and malformed text before types', () => {
    expect(transcode('{"n":"x","n":1}', { schema }).error).toBeUndefined();
    expect(transcode('{"n":1,"n":"x"}', { schema }).error?.field).toBe('n');
    expect(transcode('{"n":"x",}', { schema }).error?.code).toBe('VALUE_NOT_JSON');
  });

  it('goes on with the next record after a refused one', () => {
    const transcoder = new RecordTranscoder({ schema });
    expect(transcode('{"n":"x"}', transcoder).error).toBeDefined();
    expect(transcode('{"n":1}', transcoder).error).toBeUndefined();
    expect(transcode('{"i":1}', transcoder).error?.field).toBe('n');
  });

  it('gives the same verdict and document as with the validator of the whole schema', () => {
    const plain = new RecordTranscoder({ schema });
    const validated = compileSchema({ ...source, minProperties: 0 });
    expect(schema.validate).toBeUndefined();
    expect(validated.validate).toBeDefined();
    const whole = new RecordTranscoder({ schema: validated });
    const names = [...Object.keys(properties), 'n', 'n', 'other'];
    const values = [
      '1',
      '-1.5',
      '2.0',
      '1e3',
      'null',
      'true',
      '"x"',
      '"2015-02-04T17:51:00Z"',
      '"2015-02-04"',
      '{}',
      '[]',
    ];
    values.push(
      '"2015-02-30"',
      '"2016-12-31T23:59:60Z"',
      '"2015-02-04T17:51:00"',
      '1e2',
      '12345678901234567890',
      '0.5',
    );
    let accepted = 0;
    for (let seed = 0; seed < 5_000; seed += 1) {
      const roll = dice(seed);
      const parts = Array.from(
        { length: 1 + roll(3) },
        () => `"${names[roll(names.length)] ?? ''}":${values[roll(values.length)] ?? ''}`,
      );
      const json = `{"n":1,${parts.join(',')}}`;
      const [a, b] = [transcode(json, plain), transcode(json, whole)];
      expect([json, b.error?.code, b.document]).toEqual([json, a.error?.code, a.document]);
      if (a.error === undefined) accepted += 1;
    }
    expect(accepted).toBeGreaterThan(500);
  });

  it('says where a nested value is at fault', () => {
    const inner = compileSchema({
      type: 'object',
      properties: { o: { type: 'object', properties: { x: { type: 'string' } } } },
    });
    expect(transcode('{"o":{"x":1}}', { schema: inner }).error).toMatchObject({
      code: 'VALUE_SCHEMA_MISMATCH',
      field: '/o/x',
    });
    expect(transcode('{"o":{"x":"1"}}', { schema: inner }).error).toBeUndefined();
  });

  it('accepts everything where the schema says nothing', () => {
    const transcoder = new RecordTranscoder({ schema: compileSchema({ type: 'object' }) });
    for (let seed = 0; seed < 300; seed += 1) {
      expect(transcode(randomObject(dice(seed)).json, transcoder).error).toBeUndefined();
    }
  });
});
