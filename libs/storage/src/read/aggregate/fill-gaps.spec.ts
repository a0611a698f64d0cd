import { describe, expect, it } from '@jest/globals';
import { FILLS } from '../../query/aggregate-plan.js';
import { fillGaps } from './fill-gaps.js';

describe('gaps between windows', () => {
  const rows = [undefined, ['10', '1'], undefined, undefined, ['40', '2'], undefined].map((texts, window) => ({
    window,
    texts,
  }));
  const measures = [
    { name: 'avg(x)', does: 'avg' },
    { name: 'count', does: 'count' },
  ] as const;

  it.each([
    ['null', ['null', '10', 'null', 'null', '40', 'null']],
    ['zero', ['0', '10', '0', '0', '40', '0']],
    ['previous', ['null', '10', '10', '10', '40', '40']],
    ['linear', ['null', '10', '20', '30', '40', 'null']],
  ] as const)('are filled with %s, and counts with 0', (fill, averages) => {
    expect(FILLS).toContain(fill);
    const filled = fillGaps(rows, measures, fill);
    expect(filled.map(({ texts }) => texts[0])).toEqual(averages);
    expect(filled.map(({ texts }) => texts[1])).toEqual(['0', '1', '0', '0', '2', '0']);
  });

  it('are null between what is no number', () => {
    const texts = [['"a"'], undefined, ['"b"'], undefined, ['null']].map((one, window) => ({ window, texts: one }));
    const filled = fillGaps(texts, [{ name: 'last(x)', does: 'last' }], 'linear');
    expect(filled.map((row) => row.texts[0])).toEqual(['"a"', 'null', '"b"', 'null', 'null']);
  });
});
