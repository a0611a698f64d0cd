import { SluiceError } from '@sluice/contracts';
import mongoose, { type mongo } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import type { DocumentRange, MakeDocumentSequence } from './document-sequence.js';
import { refusalOf, type WriteRefusal } from './write-refusal.js';

/** Limits that every mongod since 3.6 announces. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
/** What a document within a command may take beyond {@link MAX_DOCUMENT_BYTES}. */
export const COMMAND_ROOM = 16 * 1024;
const MAX_MESSAGE_BYTES = 48_000_000 - COMMAND_ROOM;
/**
 * The server would take 100,000, but where all are refused its reply exceeds 16 MB (some 270 bytes a duplicate), which
 * it answers by closing the connection.
 */
const MAX_DOCUMENTS = 20_000;
const MIN_DOCUMENTS = 100;

/** A bulk write as `insert` or `update` command. Byte ranges are of `bytes`, from {@link MESSAGE_ROOM} on. */
export interface Statements {
  readonly command: 'insert' | 'update';
  readonly bytes: Buffer;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

interface Reply {
  readonly n?: unknown;
  readonly writeErrors?: readonly WriteRefusal[];
  readonly writeConcernError?: unknown;
}

/**
 * Sends statements in as few messages as the server's limits allow, unordered.
 * @returns the refusals, with indices into `statements`
 * @throws SluiceError transient where the outcome of any statement is unknown or its durability not confirmed
 */
export class WriteCommand {
  /** Halved where a connection breaks, as a reply that is too large breaks it too and a retry must get through. */
  private documentsPerMessage = MAX_DOCUMENTS;

  constructor(
    private readonly database: mongo.Db,
    private readonly collection: string,
    private readonly writeConcern: mongo.WriteConcernSettings,
    private readonly sequence: MakeDocumentSequence | undefined,
  ) {}

  async run(statements: Statements): Promise<WriteRefusal[]> {
    const refusals: WriteRefusal[] = [];
    const maxBytes = this.sequence === undefined ? MAX_DOCUMENT_BYTES : MAX_MESSAGE_BYTES;
    let from = 0;
    while (from < statements.starts.length) {
      let bytes = 0;
      let to = from;
      while (to < statements.starts.length && to - from < this.documentsPerMessage) {
        bytes += (statements.ends[to] ?? 0) - (statements.starts[to] ?? 0);
        if (bytes > maxBytes && to > from) break;
        to += 1;
      }
      for (const refusal of await this.isolate(statements, from, to)) refusals.push(refusal);
      from = to;
    }
    this.documentsPerMessage = Math.min(this.documentsPerMessage * 2, MAX_DOCUMENTS);
    return refusals;
  }

  /** Sends `[from, to)`; where one statement makes the server refuse the whole message, finds it by halving. */
  private async isolate(statements: Statements, from: number, to: number): Promise<WriteRefusal[]> {
    try {
      return await this.send(statements, from, to);
    } catch (error) {
      if (error instanceof mongoose.mongo.MongoNetworkError) {
        this.documentsPerMessage = Math.max(this.documentsPerMessage >> 1, MIN_DOCUMENTS);
      }
      const code = error instanceof mongoose.mongo.MongoServerError ? Number(error.code) : 0;
      if (refusalOf(code) === undefined || error instanceof mongoose.mongo.MongoWriteConcernError) {
        throw this.failure(error);
      }
      if (to - from === 1) return [{ index: from, code }];
      const middle = (from + to) >> 1;
      return [...(await this.isolate(statements, from, middle)), ...(await this.isolate(statements, middle, to))];
    }
  }

  private async send(statements: Statements, from: number, to: number): Promise<WriteRefusal[]> {
    const { command } = statements;
    const field = command === 'insert' ? 'documents' : 'updates';
    const sequence = this.sequence?.(field, statements.bytes, ranges(statements, from, to));
    const reply: Reply = await this.database
      .command(
        {
          [command]: this.collection,
          ordered: false,
          writeConcern: this.writeConcern,
          [field]: sequence === undefined ? objects(statements, from, to) : sequence.value,
        },
        // A reply may cut a message in the middle of a character, which the driver would answer with a BSONError.
        { readPreference: 'primary', enableUtf8Validation: false },
      )
      .finally(() => sequence?.release());
    const errors = reply.writeErrors ?? [];
    if (reply.writeConcernError !== undefined || Number(reply.n) + errors.length !== to - from) {
      const context = { sent: to - from, taken: reply.n, refused: errors.length };
      throw new SluiceError('STORE_UNAVAILABLE', `writing to ${this.collection}: not confirmed`, {
        context,
      });
    }
    for (const error of errors) {
      if (refusalOf(error.code) !== undefined) continue;
      const cause = new mongoose.mongo.MongoServerError({
        code: error.code,
        message: `write error ${String(error.code)}`,
      });
      throw this.failure(cause);
    }
    return errors.map(({ index, code, keyPattern }) => ({ index: index + from, code, keyPattern }));
  }

  /** A failure that no single record is to blame for is never of kind `record`. */
  private failure(cause: unknown): SluiceError {
    const error = classifyMongoError(cause, `writing to ${this.collection}`);
    if (error.kind !== 'record') return error;
    return new SluiceError('STORE_UNAVAILABLE', `writing to ${this.collection}: not confirmed`, { cause });
  }
}

/** Neighbours are one range. */
function ranges({ starts, ends }: Statements, from: number, to: number): DocumentRange[] {
  const found: DocumentRange[] = [];
  for (let i = from; i < to;) {
    const start = starts[i] ?? 0;
    let last = i;
    while (last + 1 < to && starts[last + 1] === ends[last]) last += 1;
    found.push({ start, end: ends[last] ?? start });
    i = last + 1;
  }
  return found;
}

function objects({ bytes, starts, ends }: Statements, from: number, to: number): object[] {
  const { BSON } = mongoose.mongo;
  return starts
    .slice(from, to)
    .map((start, i) => BSON.deserialize(bytes.subarray(start, ends[from + i]), { promoteValues: false }));
}
