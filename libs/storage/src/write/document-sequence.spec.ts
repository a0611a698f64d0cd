import { describe, expect, it } from '@jest/globals';
import mongoose from 'mongoose';
import { createRequire } from 'node:module';
import { documentSequences, MESSAGE_ROOM } from './document-sequence.js';

const fromMongoose = createRequire(createRequire(import.meta.url).resolve('mongoose'));
const { OpMsgRequest } = fromMongoose('mongodb/lib/cmap/commands.js') as {
  OpMsgRequest: new (database: string, command: object, options: object) => { toBin(): Uint8Array[] };
};
const { ByteUtils } = fromMongoose('mongodb/lib/bson.js') as {
  ByteUtils: { concat(parts: Uint8Array[]): Uint8Array };
};
const { BSON } = mongoose.mongo;

const documents = Array.from({ length: 50 }, (_, i) =>
  Buffer.from(BSON.serialize({ _id: i, text: 'x'.repeat(i * 9) })),
);
const bytes = Buffer.concat([Buffer.alloc(MESSAGE_ROOM, 7), ...documents]);

/** Where document `index` begins. */
function start(index: number): number {
  return documents.slice(0, index).reduce((sum, { length }) => sum + length, MESSAGE_ROOM);
}

/** The message of an insert of the documents from `from` on, and whether it was put together where they lie. */
function send(from: number, collection: string): { message: Buffer; isInPlace: boolean } {
  const sequence = documentSequences()!('documents', bytes, [{ start: start(from), end: bytes.length }]);
  const sent = ByteUtils.concat(new OpMsgRequest('db', { insert: collection, documents: sequence.value }, {}).toBin());
  const message = Buffer.from(sent);
  const isInPlace = sent.buffer === bytes.buffer;
  sequence.release();
  return { message, isInPlace };
}

function expectInsert(message: Buffer, from: number, collection: string): void {
  expect(message.readInt32LE(0)).toBe(message.length);
  const command = Buffer.from(BSON.serialize({ insert: collection, $db: 'db' }));
  expect(message.subarray(21, 21 + command.length)).toEqual(command);
  const section = message.subarray(21 + command.length);
  expect(section.readInt32LE(1)).toBe(section.length - 1);
  expect(section.subarray(5, 15).toString()).toBe('documents\0');
  expect(section.subarray(15)).toEqual(Buffer.concat(documents.slice(from)));
}

describe('a message', () => {
  it.each([0, 1, 7, 49])('with documents from the %i. on lies in front of them and gives the place back', (from) => {
    const before = Buffer.from(bytes);
    const { message, isInPlace } = send(from, 'c');
    expect(isInPlace).toBe(true);
    expectInsert(message, from, 'c');
    expect(bytes.equals(before)).toBe(true);
  });

  it('that finds too little room is joined elsewhere', () => {
    const before = Buffer.from(bytes);
    const name = 'n'.repeat(MESSAGE_ROOM);
    const { message, isInPlace } = send(0, name);
    expect(isInPlace).toBe(false);
    expectInsert(message, 0, name);
    expect(bytes.equals(before)).toBe(true);
  });

  it('of any other command is left to the driver', () => {
    const message = ByteUtils.concat(new OpMsgRequest('db', { ping: 1 }, {}).toBin());
    expect(Buffer.from(message).subarray(21)).toEqual(Buffer.from(BSON.serialize({ ping: 1, $db: 'db' })));
  });
});
