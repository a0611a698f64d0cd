import mongoose, { type Connection, type mongo } from 'mongoose';
import { openDatabase } from '../connect-mongo.js';
import { elementEnd } from '../write/bson-type.js';
import type { AggregateCommand, FindCommand } from './raw-query.js';

/** Documents of one reply, in the reply's own memory. */
export interface RawBatch {
  readonly bytes: Buffer;
  /** Number of documents. */
  readonly count: number;
  /** Calls back with the place in {@link bytes} where each document begins. */
  each(visit: (bytes: Buffer, start: number) => void): void;
}

export interface RawScanOptions {
  /** Time that the server may spend on the whole scan; 0 for no limit. */
  readonly maxTimeMS: number;
  readonly signal?: AbortSignal;
  /** Documents wanted at most; no limit by default. */
  readonly limit?: number;
  /** What a reply should weigh; two are in memory at a time. */
  readonly batchBytes?: number;
  /** Documents of the first reply, 1,000 by default. */
  readonly firstBatch?: number;
}

const FIRST_BATCH = 1_000;
/** Enough to cost few round trips. */
const BATCH_BYTES = 2 * 1024 * 1024;
const MAX_BATCH = 50_000;

/**
 * Runs a find or an aggregate to its end, a reply at a time, with the next one under way while the caller works on this
 * one. A caller that stops, or whose signal aborts, ends the query in the server. Always asks the primary, where all
 * replies of a cursor come from. Errors are the driver's.
 */
export async function* rawScan(
  connection: Connection,
  command: FindCommand | AggregateCommand,
  { maxTimeMS, signal, limit, batchBytes = BATCH_BYTES, firstBatch = FIRST_BATCH }: RawScanOptions,
): AsyncGenerator<RawBatch, void, undefined> {
  const collection = 'find' in command ? command.find : command.aggregate;
  const database = await openDatabase(connection, `reading from ${collection}`);
  const session = connection.getClient().startSession({ causalConsistency: false });
  let open: mongo.Long | undefined;
  let isAnswered = false;
  let pending: Promise<CursorReply> | undefined;
  const ask = async (question: object): Promise<CursorReply> => {
    const reply = await database.command(question, {
      session,
      readPreference: 'primary',
      raw: true,
      enableUtf8Validation: false,
      ...(signal ? { signal } : {}),
    });
    const found = readReply(reply['cursor'] as Buffer); // raw: true leaves documents as bytes
    isAnswered = true;
    open = found.id.isZero() ? undefined : found.id;
    return found;
  };
  try {
    let reply = await ask(firstQuestion(command, maxTimeMS, firstBatch, limit));
    for (;;) {
      const cursor = open;
      pending = cursor && ask({ getMore: cursor, collection, batchSize: nextSize(reply, batchBytes) });
      // Its failure is met where it is awaited, which may never be.
      pending?.catch(() => undefined);
      yield reply;
      if (pending === undefined) return;
      reply = await pending;
    }
  } finally {
    await pending?.catch(() => undefined);
    if (open !== undefined) {
      await database.command({ killCursors: collection, cursors: [open] }, { session }).catch(() => undefined);
    } else if (!isAnswered && signal?.aborted) {
      // The server may not notice that nobody waits for the first reply, and keep a cursor that nobody knows.
      await database
        .admin()
        .command({ killSessions: [session.id] })
        .catch(() => undefined);
    }
    await session.endSession();
  }
}

function firstQuestion(
  command: FindCommand | AggregateCommand,
  maxTimeMS: number,
  firstBatch: number,
  limit?: number,
): object {
  const batchSize = Math.min(firstBatch, limit ?? firstBatch);
  return {
    ...command,
    ...('find' in command ? { batchSize, ...(limit ? { limit } : {}) } : { cursor: { batchSize } }),
    allowDiskUse: false,
    ...(maxTimeMS > 0 ? { maxTimeMS } : {}),
  };
}

function nextSize({ bytes, count }: RawBatch, batchBytes: number): number {
  if (count === 0) return FIRST_BATCH;
  return Math.min(MAX_BATCH, Math.max(10, Math.ceil(batchBytes / (bytes.length / count))));
}

/** The `cursor` of a reply. */
export interface CursorReply extends RawBatch {
  /** Zero where there is no more. */
  readonly id: mongo.Long;
  /** Of a change stream: its position after this reply. */
  readonly position?: string;
}

/** Reads `{ firstBatch | nextBatch: […], id, ns, postBatchResumeToken }`. */
export function readReply(bytes: Buffer): CursorReply {
  let id = mongoose.mongo.BSON.Long.ZERO;
  let position: string | undefined;
  let array = -1;
  for (let at = 4; at < bytes.length - 1; at = elementEnd(bytes, at)) {
    const name = bytes.toString('latin1', at + 1, bytes.indexOf(0, at + 1));
    const value = at + name.length + 2;
    if (name === 'id') id = new mongoose.mongo.BSON.Long(bytes.readInt32LE(value), bytes.readInt32LE(value + 4));
    else if (name === 'firstBatch' || name === 'nextBatch') array = value;
    else if (name === 'postBatchResumeToken') {
      const end = value + bytes.readInt32LE(value);
      position = String(mongoose.mongo.BSON.deserialize(bytes.subarray(value, end))['_data']);
    }
  }
  const each = (visit: (bytes: Buffer, start: number) => void): void => {
    for (let at = array + 4; bytes[at] === OBJECT;) {
      at += 2;
      while (bytes[at] !== 0) at += 1;
      at += 1;
      const end = at + bytes.readInt32LE(at);
      visit(bytes, at);
      at = end;
    }
  };
  let count = 0;
  if (array >= 0) each(() => (count += 1));
  return { id, bytes, count, each, ...(position === undefined ? {} : { position }) };
}

const OBJECT = 0x03;
