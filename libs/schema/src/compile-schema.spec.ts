import { describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { compileSchema } from './compile-schema.js';
import { JsonType } from './compiled-schema.js';

const { integer, null: nothing, number, string } = JsonType;

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof SluiceError ? `${error.code} ${error.message}` : String(error);
  }
}

describe('compiling a schema', () => {
  it('reads types, dates, required and closedness without a full validator', () => {
    const schema = compileSchema({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'sensor',
      type: 'object',
      properties: {
        a: { type: ['integer', 'null'], description: 'x' },
        t: { type: ['string', 'null'], format: 'date-time' },
        any: {},
      },
      required: ['a'],
      additionalProperties: false,
    });
    expect(schema.fields.get('a')).toEqual({ name: 'a', types: integer | nothing });
    expect(schema.fields.get('t')).toEqual({ name: 't', types: string | nothing, date: 'date-time' });
    expect(schema.fields.get('any')?.types).toBe(127);
    expect(schema.required).toEqual(['a']);
    expect(schema.allowsOtherFields).toBe(false);
    expect(schema.validate).toBeUndefined();
  });

  it('follows references and alternatives for types, and validates in full', () => {
    const schema = compileSchema({
      type: 'object',
      properties: {
        id: { $ref: '#/$defs/id' },
        at: { anyOf: [{ type: 'null' }, { type: 'string', format: 'date-time' }] },
        level: { type: 'number', minimum: 0 },
      },
      $defs: { id: { type: 'integer' } },
    });
    expect(schema.fields.get('id')?.types).toBe(integer);
    expect(schema.fields.get('at')).toEqual({ name: 'at', types: string | nothing, date: 'date-time' });
    expect(schema.fields.get('level')?.types).toBe(number);
    expect(schema.validate?.({ id: 1, level: 0.5, at: null })).toBeUndefined();
    expect(schema.validate?.({ id: 1, level: -1 })).toEqual({ pointer: '/level', message: 'must be >= 0' });
    expect(schema.validate?.({ id: 'x' })?.pointer).toBe('/id');
  });

  it('validates nested objects in full', () => {
    const schema = compileSchema({
      type: 'object',
      properties: { at: { type: 'object', properties: { lat: { type: 'number' } } } },
    });
    expect(schema.validate?.({ at: { lat: 'north' } })?.pointer).toBe('/at/lat');
  });

  it('gives the same fingerprint whatever the order of keys, and another for another schema', () => {
    const a = compileSchema({ type: 'object', properties: { x: { type: 'integer' }, y: { type: 'string' } } });
    const b = compileSchema({ properties: { y: { type: 'string' }, x: { type: 'integer' } }, type: 'object' });
    const c = compileSchema({ properties: { y: { type: 'string' }, x: { type: 'number' } }, type: 'object' });
    expect(a.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(b.fingerprint).toBe(a.fingerprint);
    expect(c.fingerprint).not.toBe(a.fingerprint);
  });

  it.each([
    [{ type: 'objekt' }, 'SCHEMA_INVALID'],
    [{ type: 'string' }, 'needs "type": "object"'],
    [{ $schema: 'http://json-schema.org/draft-03/schema#', type: 'object' }, 'is not known'],
    [{ type: 'object', properties: { a: { $ref: '#/$defs/missing' } } }, 'compiling schema'],
    [{ type: 'object', properties: { a: { $ref: 'https://example.org/other.json' } } }, 'compiling schema'],
  ])('refuses %j', (source, message) => {
    expect(codeOf(() => compileSchema(source))).toContain(message);
    expect(codeOf(() => compileSchema(source))).toContain('SCHEMA_INVALID');
  });

  it('does not take what every object inherits for a field', () => {
    const nested = { type: 'object', properties: { a: { type: 'integer' } } };
    const { validate } = compileSchema({ type: 'object', properties: { toString: nested } });
    expect(validate?.({})).toBeUndefined();
    expect(validate?.({ toString: { a: 'x' } })).toMatchObject({ pointer: '/toString/a' });
  });
});
