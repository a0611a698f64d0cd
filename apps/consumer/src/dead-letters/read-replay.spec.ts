import { describe, expect, it } from '@jest/globals';
import { ReadReplay } from './read-replay.js';

const read = (body: unknown) => new ReadReplay().transform(body);

describe('ReadReplay', () => {
  it('takes a value as it came, with fields of any name', async () => {
    const value = { constructor: 1, nested: { toString: [{ hasOwnProperty: null }] }, b: 'x' };
    const { records } = await read({
      records: [
        { partition: 0, offset: 1, value },
        { partition: 0, offset: 2 },
      ],
    });
    expect(records?.[0]?.value).toBe(value);
    expect(records?.[1]?.value).toBeUndefined();
  });

  it.each([
    [{ records: [{ partition: 0 }] }],
    [{ records: [{ partition: -1, offset: 0 }] }],
    [{ records: [] }],
    [{ records: ['0:1'] }],
    [{ records: Array.from({ length: 101 }, () => ({ partition: 0, offset: 0 })) }],
    [{ filter: { colour: 'red' } }],
    [{ filter: {}, maxPerSecond: 0 }],
    [{ filter: {}, dryRun: 'no' }],
    [{ surprise: true }],
  ])('refuses %j', async (body) => {
    await expect(read(body)).rejects.toMatchObject({ status: 400 });
  });
});
