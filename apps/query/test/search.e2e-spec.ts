import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { QueryBed } from './query-bed.js';
import { sample, seed } from './seed.js';

const { Long } = mongoose.mongo.BSON;

interface Page {
  data: Record<string, unknown>[];
  page: { next: string | null };
}

let bed: QueryBed;

beforeAll(async () => {
  bed = await QueryBed.open();
  const { records, properties } = await sample('occupancy', 200);
  await seed(bed.connection, 'occupancy', records, properties);
  const parts = Array.from({ length: 40 }, (_, i) => ({
    class: i % 4 === 0 ? 'pos' : 'neg',
    size: i,
    label: i === 7 ? 'a.*b\u0000c' : `part ${i}`,
    made: i === 3 ? null : new Date(Date.UTC(2020, 0, 1 + i)),
    big: Long.fromString(String(9_007_199_254_740_990n + BigInt(i))),
    'a.b': i % 2 === 0 ? 'even' : 'odd',
  }));
  await seed(bed.connection, 'parts', parts, {
    class: { type: 'string' },
    size: { type: 'integer' },
    label: { type: 'string' },
    made: { type: ['string', 'null'], format: 'date' },
    big: { type: 'integer' },
    'a.b': { type: 'string' },
  });
});
afterAll(() => bed.close());

const search = (body: unknown) => bed.post<Page>('/parts/records/search', body);
const rows = ({ body }: { body: Page }): number[] => body.data.map(({ _id }) => Number(String(_id).split('#')[2]));

describe('a search', () => {
  it('whose body came as a form, as curl sends it without a header, tells the header', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const reply = await fetch(`${bed.url}/v1/datasets/parts/count`, {
      method: 'POST',
      headers,
      body: '{"mode":"exact"}',
    });
    expect([reply.status, await reply.json()]).toMatchObject([
      415,
      { code: 'REQUEST_MEDIA_TYPE', detail: expect.stringContaining('send JSON with Content-Type: application/json') },
    ]);
  });

  it.each<[where: unknown, found: number[]]>([
    [{ field: 'class', value: 'pos' }, [0, 4, 8, 12, 16, 20, 24, 28, 32, 36]],
    [
      {
        or: [
          { field: 'size', op: 'lt', value: 2 },
          { field: 'size', op: 'gte', value: 39 },
        ],
      },
      [0, 1, 39],
    ],
    [
      {
        and: [
          { field: 'class', op: 'ne', value: 'neg' },
          {
            or: [
              { field: 'size', value: 4 },
              { field: 'size', value: 5 },
            ],
          },
        ],
      },
      [4],
    ],
    [{ field: 'size', op: 'in', value: [3, 5, 400] }, [3, 5]],
    [
      [
        { field: 'size', op: 'nin', value: [0, 1] },
        { field: 'size', op: 'lte', value: 3 },
      ],
      [2, 3],
    ],
    [{ field: 'made', value: null }, [3]],
    [{ field: 'made', op: 'lt', value: '2020-01-03' }, [0, 1]],
    [{ field: 'big', value: '9007199254740993' }, [3]],
    [{ field: 'label', op: 'prefix', value: 'part 3' }, [3, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39]],
    [{ field: 'label', op: 'contains', value: 't 39' }, [39]],
    [{ field: 'label', op: 'contains', value: '.*b\u0000' }, [7]],
    [{ field: 'label', op: 'contains', value: '.*' }, [7]],
    [
      {
        and: [
          { field: 'a.b', op: 'contains', value: 'ven' },
          { field: 'size', op: 'lt', value: 4 },
        ],
      },
      [0, 2],
    ],
    [{ field: 'label', op: 'exists', value: false }, []],
  ])('%j', async (where, found) => {
    const answer = await search({ where, sort: ['size'] });
    expect({ status: answer.status, rows: rows(answer) }).toEqual({ status: 200, rows: found });
  });

  it('takes a range of an event field, several sorts and a projection, and goes on by cursor', async () => {
    const request = {
      timeField: 'made',
      from: '2020-01-02',
      to: '2020-01-12',
      sort: ['-class', 'size'],
      fields: ['size', 'class'],
      limit: 4,
    };
    const seen: unknown[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { status, body }: { status: number; body: Page } = await search({
        ...request,
        ...(cursor ? { cursor } : {}),
      });
      expect(status).toBe(200);
      seen.push(...body.data);
      cursor = body.page.next;
    }
    const expected = [4, 8, 1, 2, 5, 6, 7, 9, 10].map((size) => ({ class: size % 4 === 0 ? 'pos' : 'neg', size }));
    expect(seen).toEqual(expected);
  });

  it.each<[body: unknown, facts: object]>([
    [{ where: { field: 'sise', value: 1 } }, { parameter: 'where', example: 'size' }],
    [
      { where: { or: [{ field: 'size', op: 'gte', value: 'many' }] } },
      { parameter: 'where.or[0]', expected: 'a number' },
    ],
    [{ where: { field: 'size', value: { $ne: null } } }, { parameter: 'where', expected: 'a number' }],
    [{ where: { field: 'size', op: 'in', value: 5 } }, { parameter: 'where', expected: 'a list of values' }],
    [{ where: { field: 'label', op: 'contains', value: 'x'.repeat(201) } }, { parameter: 'where' }],
    [{ where: { field: 'size', op: 'contains', value: '1' } }, { parameter: 'where', expected: 'a field of texts' }],
    [
      {
        where: {
          and: Array.from({ length: 60 }, () => ({
            or: [
              { field: 'size', value: 1 },
              { field: 'size', value: 2 },
            ],
          })),
        },
      },
      { parameter: 'filters' },
    ],
    [
      { timeField: 'size', from: '2020-01-01' },
      { parameter: 'timeField', example: 'made' },
    ],
    [{ order: 'size' }, { parameter: 'order' }],
    [{ sort: ['siz'] }, { parameter: 'sort', example: 'size' }],
    [{ limit: 1_001 }, { parameter: 'limit' }],
  ])('%# is refused with what would do', async (body, facts) => {
    const answer = await search(body);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect({ status: answer.status, body: answer.body }).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID', ...facts },
    });
  });
});

describe('a count', () => {
  it.each([
    ['/parts/count', { count: 40, isExact: true }],
    ['/parts/count?mode=estimated', { count: 40, isExact: false }],
    ['/parts/count?class=pos&size[lt]=9', { count: 3, isExact: true }],
    ['/parts/count?class=pos&mode=estimated', { count: 10, isExact: true }],
    ['/parts/count?label[contains]=part%201', { count: 11, isExact: true }],
  ])('%s', async (path, count) => {
    expect(await bed.get(path)).toMatchObject({ status: 200, body: count });
  });

  it('takes groups', async () => {
    const where = {
      or: [
        { field: 'size', value: 1 },
        { field: 'class', value: 'pos' },
      ],
    };
    expect(await bed.post('/parts/count', { where })).toMatchObject({ status: 200, body: { count: 11 } });
  });

  it('says which modes there are', async () => {
    const { status, body } = await bed.get('/parts/count?mode=exactly');
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { parameter: 'mode', expected: 'one of exact, estimated' },
    });
  });
});

describe('a reply', () => {
  it('is not sent again to who has it', async () => {
    const first = await bed.get('/occupancy/records?limit=3');
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"/);
    const again = await bed.get('/occupancy/records?limit=3', { 'If-None-Match': `"other", ${tag}` });
    expect({ status: again.status, text: again.text, tag: again.headers.get('etag') }).toEqual({
      status: 304,
      text: '',
      tag,
    });
    const other = await bed.get('/occupancy/records?limit=4', { 'If-None-Match': tag });
    expect(other.status).toBe(200);
    expect((await bed.get('/nobody', { 'If-None-Match': '*' })).status).toBe(404);
  });

  it.each(['br', 'gzip'])('comes as %s to who takes it, and is the same', async (encoding) => {
    const plain = await bed.get('/occupancy/records?limit=200', { 'Accept-Encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    const packed = await bed.get('/occupancy/records?limit=200', { 'Accept-Encoding': encoding });
    expect(packed.headers.get('content-encoding')).toBe(encoding);
    expect(packed.headers.get('etag')).toBe(plain.headers.get('etag'));
    expect(packed.text).toBe(plain.text);
  });

  it('that is small stays as it is', async () => {
    const { headers } = await bed.get('/occupancy/records?limit=1', { 'Accept-Encoding': 'br, gzip' });
    expect(headers.get('content-encoding')).toBeNull();
  });
});
