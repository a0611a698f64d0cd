import { describe, expect, it } from '@jest/globals';
import { compileSchema, JsonType } from '@sluice/schema';
import { type DatasetSighting, mergeSighting } from './merge-sighting.js';

const now = new Date('2025-01-01T00:00:00Z');
const schema = compileSchema({
  type: 'object',
  properties: { at: { type: ['string', 'null'], format: 'date-time' }, 'a.b': { type: 'integer' } },
});
const sighting: DatasetSighting = {
  name: 'sensor',
  connector: 'files',
  topic: 'sensor',
  observed: [{ name: 'at', storedName: 'at', types: JsonType.string }],
  schema,
};

describe('merging what writers have seen of a dataset', () => {
  it('makes an entry with the schema as text', () => {
    expect(mergeSighting(undefined, sighting, now)).toEqual({
      connector: 'files',
      topics: ['sensor'],
      schemaText: JSON.stringify(schema.source),
      fingerprint: schema.fingerprint,
      fields: [{ name: 'at', storedName: 'at', types: ['string'], date: 'date-time' }],
      schemaVersions: [{ fingerprint: schema.fingerprint, since: now, schemaText: JSON.stringify(schema.source) }],
    });
  });

  it('says when there is nothing new', () => {
    const entry = mergeSighting(undefined, sighting, now);
    expect(mergeSighting(entry, sighting, new Date())).toBeUndefined();
  });

  it('unites types, fields and topics, and keeps the schema when schemaless records follow', () => {
    const entry = mergeSighting(undefined, sighting, now);
    const { schema: _, ...rest } = sighting;
    const merged = mergeSighting(
      entry,
      {
        ...rest,
        topic: 'other',
        observed: [
          { name: 'at', storedName: 'at', types: JsonType.null | JsonType.integer },
          { name: '_id', storedName: '__id', types: JsonType.integer },
        ],
      },
      now,
    );
    expect(merged).toMatchObject({ topics: ['sensor', 'other'], fingerprint: schema.fingerprint });
    expect(merged?.fields).toEqual([
      { name: 'at', storedName: 'at', types: ['string', 'null', 'integer'], date: 'date-time' },
      { name: '_id', storedName: '__id', types: ['integer'] },
    ]);
  });

  it('learns no more than 10,000 fields, and goes on learning about those', () => {
    const { schema: _, ...rest } = sighting;
    const named = (from: number, types: number) =>
      Array.from({ length: 6_000 }, (__, i) => ({ name: `f${from + i}`, storedName: `f${from + i}`, types }));
    const first = mergeSighting(undefined, { ...rest, observed: named(0, JsonType.integer) }, now);
    const second = mergeSighting(first, { ...rest, observed: named(6_000, JsonType.integer) }, now);
    expect(second?.fields).toHaveLength(10_000);
    const third = mergeSighting(second, { ...rest, observed: named(5_000, JsonType.null) }, now);
    expect(third?.fields).toHaveLength(10_000);
    expect(third?.fields[9_999]).toMatchObject({ name: 'f9999', types: ['integer', 'null'] });
  });

  it('keeps the texts of schemas up to two million characters in all, and the fingerprints of all', () => {
    let entry = mergeSighting(undefined, sighting, now);
    const long = 'x'.repeat(400_000);
    for (let i = 0; i < 10; i += 1) {
      const other = compileSchema({
        type: 'object',
        description: long,
        properties: { [`field ${i}`]: { type: 'integer' } },
      });
      entry = mergeSighting(entry, { ...sighting, schema: other }, now);
    }
    expect(entry?.schemaVersions).toHaveLength(11);
    expect(entry?.schemaVersions.filter(({ schemaText }) => schemaText !== undefined)).toHaveLength(6);
  });
});
