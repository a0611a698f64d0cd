import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import mongoose from 'mongoose';
import { FieldLocator } from './field-locator.js';
import { valueText } from './value-key.js';

const { BSON } = mongoose.mongo;

const name = fc.constantFrom('a', 'b', 'aa', 'a.b', '$a', 'ä', 'o', 'p', '__proto__', 'x'.repeat(40));
const leaf = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
);
const nested = fc.array(fc.tuple(name, leaf), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs));
const document = fc
  .array(fc.tuple(name, fc.oneof(leaf, nested, fc.array(leaf, { maxLength: 3 }))), { maxLength: 8 })
  .map((pairs) => Object.fromEntries(pairs) as Record<string, unknown>);
const paths = fc.uniqueArray(fc.array(name, { minLength: 1, maxLength: 2 }), {
  maxLength: 6,
  selector: (path) => path.join('/'),
});

function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const step of path) {
    const isObject = typeof found === 'object' && found !== null && !Array.isArray(found);
    found = isObject && Object.hasOwn(found as object, step) ? (found as Record<string, unknown>)[step] : undefined;
  }
  return found;
}

describe('locating fields in BSON', () => {
  it('finds what reading the document finds, wherever it begins', () => {
    fc.assert(
      fc.property(document, paths, fc.nat(9), (object, wanted, start) => {
        const bson = Buffer.concat([Buffer.alloc(start, 0xff), BSON.serialize(object)]);
        const locator = new FieldLocator(wanted);
        // What was found before does not stay.
        locator.locate(Buffer.from(BSON.serialize({ a: 1, b: { a: 2 } })), 0);
        locator.locate(bson, start);
        const read = BSON.deserialize(BSON.serialize(object), { promoteValues: true });
        for (const [column, path] of wanted.entries()) {
          const value = valueAt(read, path);
          const type = locator.types[column] as number;
          expect(type === 0).toBe(value === undefined);
          const text = valueText(bson, type, locator.at[column] as number);
          expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value ?? null)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('finds many columns of many', () => {
    const object = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`field_${i}`, i]));
    const wanted = Array.from({ length: 150 }, (_, i) => [`field_${i * 2}`]);
    const locator = new FieldLocator(wanted);
    const bson = Buffer.from(BSON.serialize(object));
    locator.locate(bson, 0);
    expect(wanted.map((_, i) => bson.readInt32LE(locator.at[i]))).toEqual(wanted.map((_, i) => i * 2));
  });
});
