import { describe, expect, it } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { RecordReader } from './record-reader.js';

const { mongo } = mongoose;
const answer = {
  cursor: { id: mongo.Long.ZERO, firstBatch: [Buffer.from(mongo.BSON.serialize({ _id: 'a#0#1' }))] },
};

/** A reader of a database whose commands end as told, one after another; and the number of commands so far. */
function readerOf(...outcomes: (object | Error)[]): { reader: RecordReader; asked: () => number } {
  let asked = 0;
  const command = (): Promise<object> => {
    const outcome = outcomes[asked] ?? {};
    asked += 1;
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
  };
  const connection = { asPromise: () => Promise.resolve({ db: { command } }) } as unknown as Connection; // all it uses
  return { reader: new RecordReader(connection, 1_000), asked: () => asked };
}

const steppedDown = new mongo.MongoServerError({ message: 'not primary', code: 10107 });
const noServer = new mongo.MongoServerSelectionError('none', { servers: new Map() } as never);

describe('reading during an election', () => {
  it.each([steppedDown, new mongo.MongoNetworkError('connection closed')])(
    'is tried once more after %p',
    async (error) => {
      const { reader } = readerOf(error, answer);
      expect((await reader.one('a', 'a#0#1'))?.toString()).toBe('{"_id":"a#0#1"}');
    },
  );

  it('is not tried for ever', async () => {
    const { reader, asked } = readerOf(steppedDown, steppedDown, answer);
    await expect(reader.one('a', 'a#0#1')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(asked()).toBe(2);
  });

  it.each([noServer, new mongo.MongoServerError({ message: 'late', code: 50 })])(
    'is not tried again after %p',
    async (error) => {
      const { reader, asked } = readerOf(error, answer);
      await expect(reader.one('a', 'a#0#1')).rejects.toMatchObject({ kind: 'transient' });
      expect(asked()).toBe(1);
    },
  );

  it('is not tried again for a client that has gone', async () => {
    const { reader, asked } = readerOf(steppedDown, answer);
    await expect(reader.one('a', 'a#0#1', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'QUERY_TIMEOUT',
    });
    expect(asked()).toBe(1);
  });
});
