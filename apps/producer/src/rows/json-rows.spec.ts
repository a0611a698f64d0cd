import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readRows } from '../testing/read-rows.js';

const record = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
  .map((value): unknown => JSON.parse(JSON.stringify(value)));
const chunk = fc.integer({ min: 1, max: 50 });

describe('reading JSON', () => {
  it('gives the elements of any array, indented or not, wherever its chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 6 }), fc.nat(3), chunk, async (records, indent, size) => {
        const read = await readRows('json', JSON.stringify(records, undefined, indent), { chunk: size });
        expect(read.rejects).toEqual([]);
        expect(read.values.map((value) => JSON.parse(value))).toEqual(records);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the objects of any NDJSON, by line or as a sequence, wherever its chunks end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 6 }), chunk, async (records, size) => {
        const text = records.map((value) => JSON.stringify(value)).join('\n');
        const values = records.map((value) => JSON.stringify(value));
        expect((await readRows('ndjson', text, { chunk: size })).values).toEqual(values);
        expect((await readRows('json', text, { chunk: size })).values).toEqual(values);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the bytes of each value, so that numbers lose no digit', async () => {
    const text = '[{"n": 12345678901234567890.10, "m":1e3}]';
    expect((await readRows('json', text)).values).toEqual(['{"n": 12345678901234567890.10, "m":1e3}']);
  });

  it('rejects bad lines of NDJSON with line and byte, and goes on', async () => {
    const text = '{"a":1}\n\n{"a":nope}\n[1]\n{"a":"x}\n {"a":2} \n{"a":3}{"a":4}';
    for (const size of [1, 5, 1_000]) {
      const { lines, rejects } = await readRows('ndjson', text, { chunk: size });
      expect(lines).toEqual([1, 6]);
      expect(rejects.map(({ line, message }) => [line, message])).toEqual([
        [3, 'reading JSON: not a JSON word at byte 6'],
        [4, 'reading JSON: a record is an object'],
        [5, 'reading JSON: unexpected end at byte 8'],
        [7, 'reading JSON: text after the value at byte 7'],
      ]);
    }
  });

  it('rejects bad elements of an array, and goes on', async () => {
    const text = '[\n{"a":1},\n{"a":nope},\n{"a":"open},\n{"a":2},\n7,\n{"a":\n3}\n]\n';
    for (const size of [1, 5, 1_000]) {
      const { lines, rejects } = await readRows('json', text, { chunk: size });
      expect(lines).toEqual([2, 5, 7]);
      expect(rejects.map(({ line }) => line)).toEqual([3, 4, 6]);
    }
  });

  it('says when an array is cut off, after its good elements', async () => {
    const { values, rejects } = await readRows('json', '[{"a":1},\n{"a":2},');
    expect(values).toHaveLength(2);
    expect(rejects.map(({ line, message }) => [line, message])).toEqual([[2, 'reading JSON: the array is not closed']]);
  });

  it('rejects a line beyond the limit and goes on behind it', async () => {
    const text = `{"a":1}\n{"a":"${'x'.repeat(500)}"}\n{"a":2}`;
    for (const size of [7, 1_000]) {
      const { lines, rejects } = await readRows('ndjson', text, { maxRowBytes: 100, chunk: size });
      expect(lines).toEqual([1, 3]);
      expect(rejects.map(({ line, code }) => [line, code])).toEqual([[2, 'ROW_TOO_LARGE']]);
    }
  });

  it('can go on behind every row with what is left', async () => {
    const text = '[\n{"a":1},\n{"a":2}, {"a":3},\n\n{"a":4}]';
    const whole = await readRows('json', text);
    for (const [index, { offset, line }] of whole.after.entries()) {
      const rest = await readRows('json', text, { offset, line });
      expect(rest.values).toEqual(whole.values.slice(index + 1));
      expect(rest.lines).toEqual(whole.lines.slice(index + 1));
      expect(rest.rejects).toEqual([]);
    }
  });

  it('takes the key from a field', async () => {
    const text = '{"k":"a\\n","v":1}\n{"k":12}\n{"v":1}\n{"k":null}';
    const { keys, rejects } = await readRows('ndjson', text, { key: 'k' });
    expect(keys).toEqual(['a\n', '12']);
    expect(rejects.map(({ line, code }) => [line, code])).toEqual([
      [3, 'KEY_MISSING'],
      [4, 'KEY_MISSING'],
    ]);
  });
});
