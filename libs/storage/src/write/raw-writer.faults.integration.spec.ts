import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SluiceError } from '@sluice/contracts';
import { type Stack, startStack } from '@sluice/stack';
import mongoose, { type Connection } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { BsonBuffer } from './bson-buffer.js';
import { RawWriter, type RawWriteResult } from './raw-writer.js';

let stack: Stack;
let connection: Connection;
let writer: RawWriter;
let collection: { countDocuments(): Promise<number> };

beforeAll(async () => {
  stack = await startStack({ services: ['mongodb'] });
  const options = { dbName: 'faults', serverSelectionTimeoutMS: 2_000, heartbeatFrequencyMS: 500 };
  connection = await mongoose.createConnection(stack.mongodb.url, options).asPromise();
}, 120_000);
afterAll(async () => {
  await connection.close();
  await stack.stop();
}, 60_000);
beforeEach(async () => {
  const model = connection.model(`m${randomUUID()}`, new mongoose.Schema({}, { strict: false }));
  await model.createCollection();
  ({ collection } = model);
  writer = new RawWriter(model);
});

const BATCHES = 60;
const SIZE = 500;

function batch(number: number): BsonBuffer {
  const buffer = new BsonBuffer();
  for (let i = number * SIZE; i < (number + 1) * SIZE; i += 1) {
    buffer.append(mongoose.mongo.BSON.serialize({ _id: `t#0#${String(i)}`, _ts: new Date(i), pad: 'x'.repeat(500) }));
  }
  return buffer;
}

/** Writes a batch until it is done, as the consumer does; collects what was thrown meanwhile. */
async function writeAtLast(documents: BsonBuffer, thrown: unknown[]): Promise<RawWriteResult> {
  for (;;) {
    try {
      return await writer.insert(documents);
    } catch (error) {
      thrown.push(error);
      if (!(error instanceof SluiceError) || error.kind !== 'transient') throw error;
    }
  }
}

/** Two writers at work; `fault` strikes after a third of the batches. */
async function writeThrough(fault: () => Promise<unknown>): Promise<unknown[]> {
  const thrown: unknown[] = [];
  let next = 0;
  let struck: Promise<unknown> | undefined;
  const work = async (): Promise<void> => {
    while (next < BATCHES) {
      const number = next++;
      if (number === BATCHES / 3) struck = fault();
      const documents = batch(number);
      const { written, duplicates, failed } = await writeAtLast(documents, thrown);
      expect(failed).toEqual([]);
      expect(written + duplicates.length).toBe(SIZE);
    }
  };
  await Promise.all([work(), work()]);
  await struck;
  return thrown;
}

describe('a store that fails in the middle of writing', () => {
  it.each<[string, () => Promise<unknown>]>([
    [
      'steps down',
      () =>
        connection
          .db!.admin()
          .command({ replSetStepDown: 1, force: true })
          .catch(() => undefined),
    ],
    ['is killed', () => stack.mongodb.kill().then(() => stack.mongodb.start())],
    ['is restarted', () => stack.mongodb.restart()],
  ])(
    '%s: every record is stored once, all errors are transient',
    async (_what, fault) => {
      const thrown = await writeThrough(fault);
      expect(thrown.length).toBeGreaterThan(0);
      expect(thrown.filter((error) => !(error instanceof SluiceError && error.kind === 'transient'))).toEqual([]);
      expect(await collection.countDocuments()).toBe(BATCHES * SIZE);
    },
    120_000,
  );
});
