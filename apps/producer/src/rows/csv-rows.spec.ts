import { describe, expect, it } from '@jest/globals';
import { compileSchema } from '@sluice/schema';
import * as fc from 'fast-check';
import { readRows } from '../testing/read-rows.js';

const typed = compileSchema({
  type: 'object',
  properties: {
    i: { type: ['integer', 'null'] },
    x: { type: ['number', 'null'] },
    b: { type: ['boolean', 'null'] },
    t: { type: ['string', 'null'], format: 'date-time' },
    d: { type: ['string', 'null'], format: 'date' },
    s: { type: ['string', 'null'] },
  },
});

/** A cell as it may stand in a file, and the text that it means. */
const cell = fc.oneof(
  fc.constantFrom('', 'a', '12', 'é', 'x y', "it's", '#').map((text) => ({ raw: text, text })),
  fc
    .string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'é', '\t', '\u0001', '\\', '{') })
    .map((text) => ({ raw: `"${text.replaceAll('"', '""')}"`, text })),
);

function meaning(text: string): string | null {
  return ['', 'na', 'NA', 'null'].includes(text.replaceAll(/^[ \t]+|[ \t]+$/g, '')) ? null : text;
}

describe('reading CSV', () => {
  it('gives the cells of any well-formed file, wherever its chunks end', async () => {
    const file = fc.integer({ min: 2, max: 4 }).chain((width) =>
      fc.record({
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }),
        eol: fc.constantFrom('\n', '\r\n', '\r'),
        last: fc.boolean(),
        bom: fc.boolean(),
        chunk: fc.integer({ min: 1, max: 40 }),
        width: fc.constant(width),
      }),
    );
    await fc.assert(
      fc.asyncProperty(file, async ({ rows, eol, last, bom, chunk, width }) => {
        const names = Array.from({ length: width }, (_, i) => `c${i}`);
        const lines = [names.join(','), ...rows.map((row) => row.map(({ raw }) => raw).join(','))];
        const text = (bom ? '\uFEFF' : '') + lines.join(eol) + (last ? eol : '');
        const read = await readRows('csv', text, { chunk, delimiter: ',' });
        expect(read.rejects).toEqual([]);
        expect(read.values.map((value) => JSON.parse(value))).toEqual(
          rows.map((row) => Object.fromEntries(row.map((one, i) => [`c${i}`, meaning(one.text)]))),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('reads the same whatever the chunk size, rejects and positions included', async () => {
    const text = 'a,b\r\n1,"x\r\ny"\r\n\r\n2\r\n3,"broken\r\n4,ok\r\n5,"a"b\r\n6,"last';
    const whole = await readRows('csv', text);
    expect(whole.lines).toEqual([2, 7]);
    expect(whole.rejects.map(({ line, code }) => [line, code])).toEqual([
      [5, 'ROW_CELL_COUNT'],
      [6, 'ROW_BROKEN_QUOTE'],
      [8, 'ROW_BROKEN_QUOTE'],
      [9, 'ROW_BROKEN_QUOTE'],
    ]);
    for (let chunk = 1; chunk < text.length; chunk += 1) {
      expect({ chunk, ...(await readRows('csv', text, { chunk })), keys: [] }).toEqual({ chunk, ...whole, keys: [] });
    }
  });

  it('can go on behind every row with what is left', async () => {
    const text = 'a,b\n1,"x\ny"\n2\n3,z\n4,"q"\n';
    const whole = await readRows('csv', text);
    const header = { delimiter: 44, names: ['a', 'b'] };
    for (const [index, { offset, line }] of whole.after.entries()) {
      const rest = await readRows('csv', text, { offset, line, resumeAfter: header });
      const seen = [...rest.lines, ...rest.rejects.map((reject) => reject.line)].sort((a, b) => a - b);
      expect(seen).toEqual([2, 4, 5, 6].slice(index + 1));
    }
  });

  it('writes each cell by the type of its column', async () => {
    const text = [
      'i,x,b,t,d,s',
      '9007199254740993,1,TRUE,2015-02-04 17:51:00,2015-02-04,007',
      ' -5 ,1e3,false,2015-02-04,na,"say ""hi"" \\ \t"',
      'na,,NA,null,,',
    ].join('\n');
    const { values, rejects } = await readRows('csv', text, { schema: typed });
    expect(rejects).toEqual([]);
    expect(values).toEqual([
      '{"i":9007199254740993,"x":1,"b":true,"t":"2015-02-04T17:51:00Z","d":"2015-02-04","s":"007"}',
      '{"i":-5,"x":1e3,"b":false,"t":"2015-02-04T00:00:00Z","d":null,"s":"say \\"hi\\" \\\\ \\t"}',
      '{"i":null,"x":null,"b":null,"t":null,"d":null,"s":null}',
    ]);
  });

  it('rejects a cell against its column and names column and types, not the content', async () => {
    const { rejects, lines } = await readRows('csv', 'i,b\n1.5,true\nsecret,true\n1,2\n2,true', { schema: typed });
    expect(lines).toEqual([5]);
    expect(rejects.map(({ message }) => message)).toEqual([
      'checking row: column "i": found number, expected integer',
      'checking row: column "i": found string, expected integer',
      'checking row: column "b": found integer, expected boolean',
    ]);
  });

  it('loses one line to one broken quote, however long the file', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `${i},"v${i}"`);
    rows[100] = '100,"open';
    const { lines, rejects } = await readRows('csv', `a,b\n${rows.join('\n')}\n`);
    expect(rejects.map(({ line, row }) => [line, row])).toEqual([[102, '100,"open']]);
    expect(lines).toHaveLength(299);
  });

  it('finds the way back when the quote never closes and the rest exceeds the row limit', async () => {
    const rows = Array.from({ length: 500 }, (_, i) => `${i},v`);
    rows[3] = '3,"open';
    const { lines, rejects } = await readRows('csv', `a,b\n${rows.join('\n')}`, { maxRowBytes: 256 });
    expect(rejects.map(({ line, code }) => [line, code])).toEqual([[5, 'ROW_BROKEN_QUOTE']]);
    expect(lines).toHaveLength(499);
  });

  it('rejects a row beyond the limit and goes on behind it', async () => {
    const text = `a,b\n1,${'x'.repeat(500)}\n2,y\n`;
    for (const chunk of [7, 64, 10_000]) {
      const { lines, rejects } = await readRows('csv', text, { maxRowBytes: 100, chunk });
      expect(rejects.map(({ line, code }) => [line, code])).toEqual([[2, 'ROW_TOO_LARGE']]);
      expect(lines).toEqual([3]);
    }
  });

  it('rejects a row that is not UTF-8', async () => {
    const text = Buffer.concat([Buffer.from('a,b\n1,caf'), Buffer.from([0xe9]), Buffer.from('\n2,café\n')]);
    const { rejects, values } = await readRows('csv', text);
    expect(rejects.map(({ line, code }) => [line, code])).toEqual([[2, 'ROW_NOT_UTF8']]);
    expect(values).toEqual(['{"a":"2","b":"café"}']);
  });

  it('takes the key from a column, and a UUID otherwise', async () => {
    const { keys, rejects } = await readRows('csv', 'id,v\n"a""b",1\n,2\n', { key: 'id' });
    expect(keys).toEqual(['a"b']);
    expect(rejects.map(({ line, code }) => [line, code])).toEqual([[3, 'KEY_MISSING']]);
    const random = await readRows('csv', 'id,v\na,1\n');
    expect(random.keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });
});
