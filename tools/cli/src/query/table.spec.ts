import { describe, expect, it } from '@jest/globals';
import { cellText, fit, tableText } from './table.js';

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('a table', () => {
  it('is as wide as the terminal at most, whatever the cells hold', () => {
    const rows = [{ _id: 'occupancy#0#0', text: 'x'.repeat(500), n: 1 }];
    for (const width of [40, 80, 200]) {
      const { text, left } = tableText(['_id', 'text', 'n'], rows, width);
      expect(widest(text)).toBeLessThanOrEqual(width);
      expect(left).toEqual([]);
      expect(text).toContain('…');
    }
  });

  it('leaves out columns at the end that find no room, and names them', () => {
    const columns = Array.from({ length: 171 }, (_, i) => `column_${i}`);
    const { text, left } = tableText(columns, [Object.fromEntries(columns.map((name) => [name, 123_456.5]))], 100);
    expect(widest(text)).toBeLessThanOrEqual(100);
    expect(left.length).toBeGreaterThan(150);
    expect(left.at(-1)).toBe('column_170');
  });

  it('leaves times whole, and rather a column out', () => {
    const rows = [{ a: 'x'.repeat(50), at: '2015-02-04T17:51:00.000Z', b: 'y'.repeat(50) }];
    const { text, left } = tableText(['a', 'at', 'b'], rows, 45);
    expect(text).toContain('2015-02-04T17:51:00Z');
    expect([widest(text), left]).toEqual([45, ['b']]);
  });

  it('cuts nothing where no width is known', () => {
    expect(tableText(['t'], [{ t: 'x'.repeat(500) }]).text).toContain('x'.repeat(500));
  });

  it.each([
    [[10, 10], 40, [10, 10]],
    [[10, 100], 40, [10, 27]],
    [[100, 100, 100], 43, [13, 13, 13]],
    [[100, 100, 100, 100], 43, [13, 13, 13]],
    [[100], 5, [12]],
  ])('of widths %j fits %d with %j', (widths, width, expected) => {
    expect(fit(widths, width)).toEqual(expected);
  });

  it.each([
    [undefined, ''],
    [null, 'null'],
    ['2015-02-04T17:51:00.000Z', '2015-02-04T17:51:00Z'],
    ['2015-02-04T17:51:00.120Z', '2015-02-04T17:51:00.120Z'],
    ['a\nb\u001b[2J', 'a\\nb\\x1b[2J'],
    [9007199254740993n, '9007199254740993'],
    [21.784791666666663, '21.7847916667'],
    [1e21, '1e+21'],
    [{ a: [1] }, '{"a":[1]}'],
  ])('shows %p as %s', (value, text) => {
    expect(cellText(value)).toBe(text);
  });
});
