import { describe, expect, it } from '@jest/globals';
import { onFullDocument } from './dataset-feed.js';

describe('onFullDocument', () => {
  it('asks the same of the record that an insert carries', () => {
    const filter = { $and: [{ 'a.b': { $gte: 1 } }, { $or: [{ c: { $in: ['x'] } }, { d: { $exists: false } }] }] };
    expect(onFullDocument(filter)).toEqual({
      $and: [
        {
          $and: [
            { $and: [{ 'fullDocument.a.b': { $gte: 1 } }] },
            {
              $and: [
                {
                  $or: [
                    { $and: [{ 'fullDocument.c': { $in: ['x'] } }] },
                    { $and: [{ 'fullDocument.d': { $exists: false } }] },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(onFullDocument({})).toEqual({});
  });

  it('gives up on what is an expression', () => {
    expect(onFullDocument({ $and: [{ a: 1 }, { $expr: { $eq: ['$b', 1] } }] })).toBeUndefined();
  });
});
