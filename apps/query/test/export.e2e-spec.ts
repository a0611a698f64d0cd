import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@sluice/storage';
import { tableFromIPC } from 'apache-arrow';
import { parquetReadObjects } from 'hyparquet';
import mongoose from 'mongoose';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { QueryBed } from './query-bed.js';
import { seed } from './seed.js';

const { Decimal128, Long } = mongoose.mongo.BSON;

let bed: QueryBed;
// Half of them are more than a row group of Parquet.
const ROWS = 9_500;

beforeAll(async () => {
  bed = await QueryBed.open();
  const mixed = [
    {
      _key: 'a,b',
      text: 'say "hi",\r\nplease',
      n: 1,
      x: 1.5,
      ok: true,
      at: new Date(0),
      o: { p: [1, 'é'] },
      any: 'plain',
    },
    { _key: '', text: '', n: Long.fromString('9007199254740993'), x: 2, ok: false, at: null, o: {}, any: 5 },
    { text: null, n: null, x: Number.NaN, at: new Date(86_400_000), any: { y: 1 } },
  ];
  await seed(bed.connection, 'mixed', mixed, {
    text: { type: ['string', 'null'] },
    n: { type: ['integer', 'null'] },
    x: { type: 'number' },
    ok: { type: 'boolean' },
    at: { type: ['string', 'null'], format: 'date-time' },
    o: { type: 'object' },
    any: {},
  });
  const rows = Array.from({ length: ROWS }, (_, i) => ({ i, even: i % 2 === 0, note: `row ${i}` }));
  await seed(bed.connection, 'rows', rows);
  await seed(bed.connection, 'beyond', [{ n: Decimal128.fromString('12345678901234567890123') }], {
    n: { type: 'integer' },
  });
  await seed(
    bed.connection,
    'large',
    Array.from({ length: 60_000 }, (_, i) => ({ i, text: 'x'.repeat(1_000) })),
  );
  await seed(bed.connection, 'empty', []);
});
afterAll(() => bed.close());

async function bytesOf(path: string): Promise<{ status: number; headers: Headers; bytes: Uint8Array<ArrayBuffer> }> {
  const reply = await fetch(`${bed.url}/v1/datasets${path}`);
  return { status: reply.status, headers: reply.headers, bytes: new Uint8Array(await reply.arrayBuffer()) };
}

/** The records as plain values; integers of 64 bits as texts. */
async function readTyped(format: 'arrow' | 'parquet', path: string): Promise<unknown> {
  const { status, bytes } = await bytesOf(`${path}format=${format}`);
  expect(status).toBe(200);
  const rows: unknown =
    format === 'arrow'
      ? tableFromIPC(bytes)
          .toArray()
          .map((row) => ({ ...(row as object) }))
      : await parquetReadObjects({ file: bytes.buffer });
  const plain = (_: string, value: unknown): unknown =>
    typeof value === 'bigint' ? String(value) : Number.isNaN(value) ? 'NaN' : value;
  return JSON.parse(JSON.stringify(rows, plain));
}

describe('an export', () => {
  const fields = 'fields=_key,text,n,x,ok,at,o,any';

  it('as CSV loses nothing to its marks', async () => {
    const { headers, text } = await bed.get(`/mixed/export?${fields}&format=csv`);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toContain('filename="mixed.csv"');
    expect(text).toBe(
      [
        '_key,text,n,x,ok,at,o,any',
        '"a,b","say ""hi"",\r\nplease",1,1.5,true,1970-01-01T00:00:00.000Z,"{""p"":[1,""é""]}",plain',
        '"","",9007199254740993,2,false,,{},5',
        ',,,,,1970-01-02T00:00:00.000Z,,"{""y"":1}"',
        '',
      ].join('\r\n'),
    );
  });

  it('as NDJSON is what a page has', async () => {
    const { text } = await bed.get(`/mixed/export?${fields}&format=ndjson`);
    const page = await bed.get<{ data: unknown[] }>(`/mixed/records?${fields}`);
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(page.body.data);
    expect(text).toContain('"n":9007199254740993');
  });

  it.each(['arrow', 'parquet'] as const)('as %s keeps types', async (format) => {
    const rows = (await readTyped(format, `/mixed/export?${fields}&`)) as { at: unknown }[];
    // One reader tells dates as numbers, the other as dates.
    const instants = rows.map(({ at }) => (at === null ? null : new Date(at as string | number).getTime()));
    expect(instants).toEqual([0, null, 86_400_000]);
    expect(rows.map((row) => ({ ...row, at: undefined }))).toEqual([
      { _key: 'a,b', text: 'say "hi",\r\nplease', n: '1', x: 1.5, ok: true, o: '{"p":[1,"é"]}', any: 'plain' },
      { _key: '', text: '', n: '9007199254740993', x: 2, ok: false, o: '{}', any: '5' },
      { _key: null, text: null, n: null, x: 'NaN', ok: null, o: null, any: '{"y":1}' },
    ]);
  });

  it.each(['arrow', 'parquet'] as const)('as %s has all rows in order', async (format) => {
    const rows = (await readTyped(format, '/rows/export?sort=-i&fields=i&even=true&')) as { i: string }[];
    expect(rows.map(({ i }) => Number(i))).toEqual(Array.from({ length: ROWS / 2 }, (_, i) => ROWS - 2 - 2 * i));
  });

  it.each(['csv', 'ndjson', 'arrow', 'parquet'])('as %s may be empty', async (format) => {
    const { status } = await bytesOf(`/empty/export?format=${format}`);
    expect(status).toBe(200);
  });

  it('takes groups of filters, and stops where it is told to', async () => {
    const where = {
      or: [
        { field: 'i', op: 'lt', value: 2 },
        { field: 'i', op: 'gte', value: 2_990 },
      ],
    };
    const { text } = await bed.post('/rows/export', { where, fields: ['i'], limit: 4 });
    expect(text).toBe('i\r\n0\r\n1\r\n2990\r\n2991\r\n');
  });

  it.each(['_ts', '-even,i', '-note'])('sorted by %s goes on after the record that was the last', async (sort) => {
    const all = (await bed.get(`/rows/export?sort=${sort}&fields=_id&format=csv`)).text.split('\r\n');
    const cut = all.slice(0, 1_235);
    const last = encodeURIComponent(cut.at(-1) ?? '');
    const rest = (await bed.get(`/rows/export?sort=${sort}&fields=_id&format=csv&after=${last}`)).text.split('\r\n');
    expect([...cut, ...rest.slice(1)]).toEqual(all);
  });

  it.each([
    ['format=xlsx', 400, { parameter: 'format', expected: 'one of csv, ndjson, parquet, arrow' }],
    ['fields=nobody', 400, { parameter: 'fields' }],
    ['limit=0', 400, { parameter: 'limit' }],
    ['after=nobody', 404, { code: 'RECORD_UNKNOWN' }],
  ])('%s is answered with what would do', async (query, status, body) => {
    expect(await bed.get(`/rows/export?${query}`)).toMatchObject({ status, body });
  });

  it('refuses an integer that a typed file cannot hold, rather than change it', async () => {
    const { status, body } = await bed.get('/beyond/export?format=parquet');
    expect({ status, body }).toMatchObject({ status: 422, body: { code: 'QUERY_TOO_LARGE', field: 'n' } });
    expect((await bed.get('/beyond/export?format=csv&fields=n')).text).toBe('n\r\n12345678901234567890123\r\n');
  });

  it('comes compressed to who takes that', async () => {
    const { headers, text } = await bed.get('/rows/export', { 'Accept-Encoding': 'gzip' });
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(text.split('\r\n')).toHaveLength(ROWS + 2);
  });
});

describe('a client that is slow, or goes', () => {
  it('holds the store back, and ends the query', async () => {
    const reply = await new Promise<IncomingMessage>((resolve) => {
      get(`${bed.url}/v1/datasets/large/export?format=ndjson`, resolve);
    });
    reply.pause();
    expect(await openCursors()).toBe(1);
    // 60 MB are more than all buffers between hold, so that the cursor stays open while nobody reads.
    await delay(500);
    expect(await openCursors()).toBe(1);
    reply.destroy();
    const end = Date.now() + 5_000;
    while ((await openCursors()) > 0) expect(Date.now()).toBeLessThan(end);
  }, 20_000);

  it('leaves no cursor behind when it goes before the first record came', async () => {
    // Without an index on `text` the first reply takes as long as sorting everything.
    const url = `${bed.url}/v1/datasets/large/export?sort=text&i[lt]=30000`;
    const began = performance.now();
    const [reply] = (await once(get(url), 'response')) as [IncomingMessage];
    const sortingMs = performance.now() - began;
    expect(reply.statusCode).toBe(200);
    reply.destroy();
    for (let part = 0.2; part < 1; part += 0.1) {
      const request = get(url).on('error', () => undefined);
      await delay(sortingMs * part);
      request.destroy();
      await delay(sortingMs); // else those that sort at once are slower, and MongoDB has time to notice
    }
    const end = Date.now() + 5_000;
    while ((await openCursors()) > 0) expect(Date.now()).toBeLessThan(end);
  }, 30_000);

  async function openCursors(): Promise<number> {
    const admin = (await openDatabase(bed.connection, 'watching')).admin();
    const { cursor } = await admin.command({
      aggregate: 1,
      pipeline: [
        { $currentOp: { idleCursors: true } },
        { $match: { ns: /\.large$/, 'cursor.originatingCommand.find': 'large' } },
      ],
      cursor: {},
    });
    return (cursor as { firstBatch: unknown[] }).firstBatch.length;
  }
});
