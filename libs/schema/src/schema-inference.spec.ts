import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { compileSchema } from './compile-schema.js';
import { RecordChecker } from './record-checker.js';
import { SchemaInference } from './schema-inference.js';

function columnType(...cells: string[]): unknown {
  const inference = new SchemaInference();
  inference.header(['c']);
  for (const cell of cells) {
    const bytes = Buffer.from(cell);
    inference.observeCell(0, bytes, 0, bytes.length);
  }
  return (inference.finish()['properties'] as Record<string, unknown>)['c'];
}

function fromJson(...texts: string[]): { inference: SchemaInference; schema: Record<string, unknown> } {
  const inference = new SchemaInference();
  for (const text of texts) {
    const bytes = Buffer.from(text);
    expect(inference.observeJson(bytes, 0, bytes.length)).toBeUndefined();
  }
  return { inference, schema: inference.finish() };
}

describe('inference from cells', () => {
  it.each([
    [['1', '2', 'na'], { type: ['integer', 'null'] }],
    [['1', '2.5'], { type: ['number', 'null'] }],
    [['2.5', '1'], { type: ['number', 'null'] }],
    [['1', 'x'], { type: ['string', 'null'] }],
    [['007', '8'], { type: ['string', 'null'] }],
    [['true', 'FALSE', ''], { type: ['boolean', 'null'] }],
    [['true', '1'], { type: ['string', 'null'] }],
    [['2012-01-01'], { type: ['string', 'null'], format: 'date' }],
    [['2012-01-01', '2012-01-01 10:00:00'], { type: ['string', 'null'], format: 'date-time' }],
    [['2012-01-01', '5'], { type: ['string', 'null'] }],
    [['', 'na'], { type: ['string', 'null'] }],
    [[], { type: ['string', 'null'] }],
  ])('of %j is %j', (cells, expected) => {
    expect(columnType(...cells)).toEqual(expected);
  });

  it('keeps columns in their order, the awkward names too', () => {
    const inference = new SchemaInference();
    const names = ['z', 'a b', 'price[$]', 'x.y', '$set', '__proto__', 'ä'];
    inference.header(names);
    expect(Object.keys(inference.finish()['properties'] as object)).toEqual(names);
  });
});

describe('inference from JSON', () => {
  it('describes nested objects, arrays and unions', () => {
    const { schema } = fromJson(
      '{"id":1,"at":"2020-01-01T00:00:00Z","tags":["a",1],"pos":{"lat":1.5}}',
      '{"id":"x","at":null,"pos":{"lat":2,"lon":3}}',
    );
    expect(schema['properties']).toEqual({
      id: { type: ['integer', 'string', 'null'] },
      at: { type: ['string', 'null'], format: 'date-time' },
      tags: { type: ['array', 'null'], items: { type: ['integer', 'string', 'null'] } },
      pos: {
        type: ['object', 'null'],
        properties: { lat: { type: ['number', 'null'] }, lon: { type: ['integer', 'null'] } },
        additionalProperties: false,
      },
    });
  });

  it('does not call a zoneless timestamp a date-time, as the bytes stay as they are', () => {
    const { schema } = fromJson('{"t":"2020-01-01 00:00:00"}');
    expect(schema['properties']).toEqual({ t: { type: ['string', 'null'] } });
  });

  function expectAccepted(texts: readonly string[]): void {
    const checker = new RecordChecker(compileSchema(fromJson(...texts).schema));
    for (const text of texts) {
      const bytes = Buffer.from(text);
      expect(checker.check(bytes, 0, bytes.length)?.message).toBeUndefined();
    }
  }

  it('accepts everything it was inferred from', () => {
    const record = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (records) =>
        expectAccepted(records.map((value) => JSON.stringify(value))),
      ),
    );
  });

  it.each(['{"__proto__":[],"a":{}}', '{"a":{"__proto__":{"__proto__":1}}}', '{"properties":{"__proto__":{}}}'])(
    'accepts the names that JavaScript has a use for: %s',
    (text) => expectAccepted([text]),
  );

  it('gives the same for any split into merged parts', () => {
    const record = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), fc.nat(8), (records, cut) => {
        const texts = records.map((value) => JSON.stringify(value));
        const whole = fromJson(...texts).schema;
        const { inference } = fromJson(...texts.slice(0, cut));
        inference.merge(fromJson(...texts.slice(cut)).inference);
        expect(inference.finish()).toEqual(whole);
      }),
    );
  });
});
