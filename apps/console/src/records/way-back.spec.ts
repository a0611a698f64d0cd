import { describe, expect, it } from '@jest/globals';
import { findStep, type ReadIds } from './way-back.js';

/** So many records, whose cursors are their places; and how many requests there were. */
function reader(count: number) {
  const asked: number[] = [];
  const readIds: ReadIds = async (limit, cursor) => {
    asked.push(limit);
    const from = Number(cursor ?? 0);
    const to = Math.min(count, from + limit);
    const data = Array.from({ length: to - from }, (_, i) => ({ _id: `r${from + i}` }));
    return { data, page: { next: to < count ? String(to) : null, limit, hasMore: to < count } };
  };
  return { readIds, asked };
}

describe('the way back from a page that was come to by its address', () => {
  it.each([
    [50, 50, { start: 50, before: undefined }],
    [120, 50, { start: 120, before: '70' }],
    [20, 50, { start: 20, before: undefined }],
    [1_000, 50, { start: 1_000, before: '950' }],
    [1_050, 50, { start: 1_050, before: '1000' }],
    [2_020, 250, { start: 2_020, before: '1770' }],
  ])('from record %d, with pages of %d, leads to %j', async (first, size, step) => {
    expect(await findStep(reader(2_500).readIds, `r${first}`, size)).toEqual(step);
  });

  it('is not looked for without end, and not found where the record is gone', async () => {
    const { readIds, asked } = reader(1_000_000);
    expect(await findStep(readIds, 'r60000', 50)).toBeUndefined();
    expect(asked).toHaveLength(50);
    expect(await findStep(reader(1_500).readIds, 'gone', 50)).toBeUndefined();
  });
});
