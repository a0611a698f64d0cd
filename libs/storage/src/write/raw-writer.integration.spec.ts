import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import mongoose, { type Connection } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { testMongoUrl } from '../testing/test-mongo-url.js';
import { BsonBuffer } from './bson-buffer.js';
import { documentSequences } from './document-sequence.js';
import { RecordTranscoder } from './record-transcoder.js';
import { RawWriter, type RawWriteResult, type RawWriterOptions } from './raw-writer.js';

const { BSON, Decimal128, Long } = mongoose.mongo;

let connection: Connection;
let model: ReturnType<typeof makeModel>;

function makeModel() {
  return connection.model(`m${randomUUID()}`, new mongoose.Schema({}, { strict: false }));
}

beforeAll(async () => {
  connection = await mongoose
    .createConnection(await testMongoUrl(), { dbName: `raw-writer-${randomUUID()}` })
    .asPromise();
});
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
});
beforeEach(async () => {
  model = makeModel();
  await model.createCollection();
});
afterEach(async () => {
  await model.collection.drop();
});

function batch(documents: readonly object[]): BsonBuffer {
  const buffer = new BsonBuffer();
  for (const document of documents) buffer.append(BSON.serialize(document));
  return buffer;
}

const at = (milliseconds: number): Date => new Date(1_700_000_000_000 + milliseconds);
const record = (i: number, extra: object = {}): object => ({ _id: `t#0#${String(i)}`, _ts: at(i), ...extra });
const stored = (id: unknown): Promise<unknown> => model.collection.findOne({ _id: id as never });

const ways: [string, RawWriterOptions][] = [
  ['document sequences', { sequence: documentSequences() }],
  ['the public API', { sequence: undefined }],
];

describe.each(ways)('writing with %s', (way, options) => {
  const writer = (extra: RawWriterOptions = {}): RawWriter => new RawWriter(model, { ...options, ...extra });

  it('takes the way it says', () => {
    expect(writer().sendsRawDocuments).toBe(way === 'document sequences');
  });

  it('inserts documents byte for byte', async () => {
    const documents = [
      record(1, {
        a: 1,
        b: Long.fromString('9007199254740993'),
        c: Decimal128.fromString('12345678901234567890'),
        d: 1.5,
      }),
      record(2, { $set: 1, 'a.b': { $x: [null, true] }, '': 'empty', ünï: 'c😀de' }),
    ];
    const result = await writer().insert(batch(documents));
    expect(result).toEqual({ written: 2, duplicates: [], failed: [] });
    const raw = await model.collection.find({}, { raw: true, sort: { _id: 1 } }).toArray();
    expect(raw.map((doc) => Buffer.from(doc as unknown as Uint8Array).toString('hex'))).toEqual(
      documents.map((doc) => Buffer.from(BSON.serialize(doc)).toString('hex')),
    );
  });

  it('takes an empty batch', async () => {
    await expect(writer().insert(new BsonBuffer())).resolves.toEqual({ written: 0, duplicates: [], failed: [] });
    await expect(writer().upsert(new BsonBuffer())).resolves.toEqual({ written: 0, duplicates: [], failed: [] });
  });

  it('reports a redelivered record as duplicate and changes nothing', async () => {
    await writer().insert(batch([record(1, { a: 'first' }), record(2, { _key: 'k' })]));
    const again = await writer().insert(batch([record(0), record(1, { a: 'second' }), record(2, { _key: 'k' })]));
    expect(again).toEqual({ written: 1, duplicates: [1, 2], failed: [] });
    await expect(stored('t#0#1')).resolves.toMatchObject({ a: 'first' });
  });

  it('reports another record under the same id as a conflict', async () => {
    await writer().insert(batch([record(1), record(2, { _key: 'k' }), record(3)]));
    const other = [{ ...record(1), _ts: at(99) }, record(2, { _key: 'other' }), record(3, { _key: 'new' }), record(4)];
    const result = await writer().insert(batch(other));
    expect(result.written).toBe(1);
    expect(result.duplicates).toEqual([]);
    expect(result.failed.map(({ index, error }) => [index, error.code])).toEqual([
      [0, 'STORE_ID_CONFLICT'],
      [1, 'STORE_ID_CONFLICT'],
      [2, 'STORE_ID_CONFLICT'],
    ]);
  });

  it('reports exactly the documents that a validator, a unique index or the size limit refuses', async () => {
    await connection.db?.command({ collMod: model.collection.name, validator: { bad: { $exists: false } } });
    await model.collection.createIndex({ serial: 1 }, { unique: true, sparse: true });
    await writer().insert(batch([record(1000, { serial: 5 })]));
    const documents = Array.from({ length: 50 }, (_, i) => record(i, i % 7 === 3 ? { bad: 'é'.repeat(100) } : {}));
    documents[11] = record(11, { serial: 5 });
    documents[20] = record(20, { blob: Buffer.alloc(16 * 1024 * 1024) });
    const { written, failed, duplicates } = await writer().insert(batch(documents));
    const codes = new Map(failed.map(({ index, error }) => [index, `${error.code} ${error.kind}`]));
    const expected = new Map([3, 10, 17, 24, 31, 38, 45].map((index) => [index, 'STORE_REFUSED record']));
    expected.set(11, 'STORE_REFUSED record').set(20, 'RECORD_TOO_LARGE record');
    expect(new Map([...codes].sort(([a], [b]) => a - b))).toEqual(new Map([...expected].sort(([a], [b]) => a - b)));
    expect(duplicates).toEqual([]);
    expect(written).toBe(41);
    await expect(model.collection.countDocuments()).resolves.toBe(42);
  });

  it('finds the one document that makes the server refuse the whole message', async () => {
    let deep: object = {};
    for (let i = 0; i < 230; i += 1) deep = { a: deep };
    const documents = Array.from({ length: 20 }, (_, i) => record(i, i === 13 ? { deep } : {}));
    const { written, failed } = await writer().insert(batch(documents));
    expect(failed.map(({ index, error }) => [index, error.code])).toEqual([[13, 'STORE_REFUSED']]);
    expect(written).toBe(19);
  });

  it('reports every one of 10,000 duplicates', async () => {
    const key = 'k'.repeat(300);
    const documents = batch(Array.from({ length: 10_000 }, (_, i) => record(i, { _key: key })));
    await writer().insert(documents);
    const again = await writer().insert(documents);
    expect(again.duplicates).toHaveLength(10_000);
    expect(again.duplicates[9_999]).toBe(9_999);
    expect(again.written).toBe(0);
  });

  it('looks first while most of it is there already, and finds what is not', async () => {
    const watched = await mongoose
      .createConnection(await testMongoUrl(), { dbName: connection.name, monitorCommands: true })
      .asPromise();
    const sent: string[] = [];
    watched.getClient().on('commandStarted', ({ commandName }) => {
      if (['insert', 'find'].includes(commandName)) sent.push(commandName);
    });
    try {
      const own = new RawWriter({ db: watched, collection: model.collection }, options);
      const documents = Array.from({ length: 8 }, (_, i) => record(i, { n: 1 }));
      const inserted = { written: 8, duplicates: [], failed: [] };
      expect(await own.insert(batch(documents))).toEqual(inserted);
      const all = { written: 0, duplicates: [0, 1, 2, 3, 4, 5, 6, 7], failed: [] };
      expect(await own.insert(batch(documents))).toEqual(all);
      expect(sent).toEqual(['insert', 'insert', 'find']);
      expect(await own.insert(batch(documents))).toEqual(all);
      expect(sent.slice(3)).toEqual(['find']);
      const mixed = [...documents.slice(0, 6), record(8), record(8), { ...record(7), _ts: at(99) }];
      const { written, duplicates, failed } = await own.insert(batch(mixed));
      expect([written, duplicates]).toEqual([1, [0, 1, 2, 3, 4, 5, 7]]);
      expect(failed.map(({ index, error }) => [index, error.code])).toEqual([[8, 'STORE_ID_CONFLICT']]);
      expect(await own.insert(batch([record(8), record(9), record(10)]))).toMatchObject({
        written: 2,
        duplicates: [0],
      });
      expect(await own.insert(batch([record(11)]))).toMatchObject({ written: 1 });
      expect(sent.slice(4)).toEqual(['find', 'insert', 'find', 'find', 'insert', 'insert']);
      expect(await model.collection.countDocuments()).toBe(12);
    } finally {
      await watched.close();
    }
  });

  it('is transient where the write concern is not met, though the documents are there', async () => {
    const impossible = writer({ writeConcern: { w: 50, j: true } });
    await expect(impossible.insert(batch([record(1)]))).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(writer().insert(batch([record(1)]))).resolves.toEqual({ written: 0, duplicates: [0], failed: [] });
  });

  it('takes documents as deep as the transcoder makes them', async () => {
    const json = Buffer.from(`{"$a":${'[{"x":'.repeat(49)}{}${'}]'.repeat(49)}}`);
    const out = new BsonBuffer();
    const meta = { idPrefix: Buffer.from('t#0#'), offset: 1, timestamp: 1, keyStart: -1, keyEnd: -1 };
    expect(new RecordTranscoder().transcode(json, 0, json.length, meta, out)).toBeUndefined();
    expect(new RecordTranscoder({ maxDepth: 99 }).transcode(json, 0, json.length, meta, out)?.code).toBe(
      'VALUE_TOO_DEEP',
    );
    await expect(writer().insert(out)).resolves.toMatchObject({ written: 1 });
    await expect(writer().upsert(out)).resolves.toMatchObject({ written: 1 });
  });

  it('upserts: the last of each id stays, whatever its fields are called', async () => {
    await writer().upsert(batch([{ _id: 'a', v: 1, gone: true }]));
    const documents = [
      { _id: 'a', v: 2 },
      { _id: 'b', v: 1 },
      { _id: 'a', v: 3, $set: { x: '$v' }, 'a.b': 1 },
      { _id: { $gt: 1, x: 'y' }, v: 1 },
      { _id: Buffer.from([1, 2]), $v: 1 },
    ];
    const result = await writer().upsert(batch(documents.filter((_, i) => i !== 3)));
    expect(result).toEqual({ written: 4, duplicates: [], failed: [] });
    await expect(stored('a')).resolves.toEqual({ _id: 'a', v: 3, $set: { x: '$v' }, 'a.b': 1 });
    await expect(stored('b')).resolves.toEqual({ _id: 'b', v: 1 });
    const embedded = [{ _id: { x: 'y', z: 1 }, v: 1 }];
    await writer().upsert(batch(embedded));
    await writer().upsert(batch([{ ...embedded[0], v: 2 }]));
    await expect(model.collection.countDocuments({ v: 2, '_id.x': 'y' })).resolves.toBe(1);
    const refused = await writer().upsert(batch([documents[3] ?? {}, { _id: [1], v: 1 }, { _id: 'fine' }]));
    expect(refused.failed.map(({ index, error }) => [index, error.code])).toEqual([
      [0, 'STORE_REFUSED'],
      [1, 'STORE_REFUSED'],
    ]);
    expect(refused.written).toBe(1);
  });

  it('keeps the last good one where the last of an id is refused', async () => {
    await connection.db?.command({ collMod: model.collection.name, validator: { bad: { $exists: false } } });
    const documents = [
      { _id: 'a', v: 1 },
      { _id: 'a', v: 2 },
      { _id: 'a', bad: 1 },
      { _id: 'b', bad: 1 },
    ];
    const { written, failed } = await writer().upsert(batch(documents));
    expect(failed.map(({ index }) => index).sort((a, b) => a - b)).toEqual([2, 3]);
    expect(written).toBe(2);
    await expect(stored('a')).resolves.toEqual({ _id: 'a', v: 2 });
  });

  it('splits by the limits of the server', async () => {
    const blob = Buffer.alloc(9 * 1024 * 1024, 1);
    const documents = batch(Array.from({ length: 7 }, (_, i) => record(i, { blob })));
    await expect(writer().insert(documents)).resolves.toMatchObject({ written: 7, failed: [] });
    await expect(writer().upsert(documents)).resolves.toMatchObject({ written: 7, failed: [] });
  }, 30_000);
});

describe('writing with document sequences', () => {
  it('splits by 100,000 documents, and reports all of them as duplicates', async () => {
    const documents = batch(Array.from({ length: 100_500 }, (_, i) => record(i)));
    await expect(new RawWriter(model).insert(documents)).resolves.toMatchObject({ written: 100_500 });
    const again = await new RawWriter(model).insert(documents);
    expect(again.duplicates).toHaveLength(100_500);
  }, 60_000);

  it('gets through where the reply of the server would be too large for it, by trying again', async () => {
    const validator = { $jsonSchema: { properties: { text: { bsonType: 'int', description: 'x'.repeat(2_000) } } } };
    await connection.db?.command({ collMod: model.collection.name, validator });
    const documents = batch(Array.from({ length: 8_000 }, (_, i) => record(i, { text: 'wrong' })));
    const writer = new RawWriter(model);
    const kinds = new Set<string>();
    let attempts = 0;
    for (; attempts < 20; attempts += 1) {
      const result = await writer.insert(documents).catch((error: unknown) => error);
      if (result instanceof SluiceError) {
        kinds.add(result.kind);
        continue;
      }
      expect((result as RawWriteResult).failed).toHaveLength(8_000);
      break;
    }
    expect(kinds).toEqual(new Set(['transient']));
    expect(attempts).toBeGreaterThan(0);
    expect(attempts).toBeLessThan(10);
  }, 60_000);

  it('takes the public API where the driver is laid out otherwise', () => {
    expect(documentSequences()).toBeDefined();
    expect(documentSequences(() => ({}))).toBeUndefined();
    expect(
      documentSequences(() => {
        throw new Error('no such file');
      }),
    ).toBeUndefined();
  });
});
