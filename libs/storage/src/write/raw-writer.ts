import { SluiceError } from '@sluice/contracts';
import type { Connection, mongo } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';
import { BsonBuffer } from './bson-buffer.js';
import { documentSequences, type MakeDocumentSequence } from './document-sequence.js';
import { idBytes, storedTwins, type Twin, type TwinSearch } from './stored-twins.js';
import { upsertStatement } from './upsert-statement.js';
import { COMMAND_ROOM, MAX_DOCUMENT_BYTES, WriteCommand } from './write-command.js';
import { DUPLICATE_KEY, refusedRecord, type WriteRefusal } from './write-refusal.js';

/** Outcome of a batch; indices are those of the documents in the buffer, each in one of the three at most. */
export interface RawWriteResult {
  /** Documents that this write made durable. */
  readonly written: number;
  /** Documents that were stored before with the same id, timestamp and key. */
  readonly duplicates: readonly number[];
  /** Documents that the store will never take, with an error of kind `record`. */
  readonly failed: readonly RefusedDocument[];
}

export interface RefusedDocument {
  readonly index: number;
  readonly error: SluiceError;
}

export interface RawWriterOptions {
  /** Default: majority and journalled. */
  readonly writeConcern?: mongo.WriteConcernSettings;
  /** Undefined takes the driver's public API. */
  readonly sequence?: MakeDocumentSequence | undefined;
}

/** What the writer needs of a Mongoose model, whatever its documents. */
export interface TargetModel {
  readonly collection: { readonly name: string };
  readonly db: Connection;
}

const DURABLE: mongo.WriteConcernSettings = { w: 'majority', j: true };

/**
 * Writes batches of ready BSON documents into the collection of a Mongoose model. Neither validators nor hooks of the
 * model run. The buffer must not change until the promise is settled. Both methods may be called again with the same
 * batch; both throw a transient SluiceError where the outcome is not known to be durable. Where sequences are not
 * available, names that look like integers move to the front of their document.
 */
export class RawWriter {
  private readonly writeConcern: mongo.WriteConcernSettings;
  private readonly sequence: MakeDocumentSequence | undefined;
  private writeCommand: WriteCommand | undefined;
  /** Whether most of the last batch was there before, as after a replay: then looking is cheaper than being refused. */
  private meetsTwins = false;

  constructor(
    private readonly model: TargetModel,
    options: RawWriterOptions = {},
  ) {
    this.writeConcern = options.writeConcern ?? DURABLE;
    this.sequence = 'sequence' in options ? options.sequence : documentSequences();
  }

  /** False where the driver's internals are not as expected and the slower public API is used. */
  get sendsRawDocuments(): boolean {
    return this.sequence !== undefined;
  }

  /** Inserts documents whose ids are unique to their records; the order of writing is not defined. */
  async insert(documents: BsonBuffer): Promise<RawWriteResult> {
    const command = await this.command();
    const { fitting, failed } = this.sorted(documents, MAX_DOCUMENT_BYTES);
    const duplicates: number[] = [];
    const absent = this.meetsTwins ? await this.sortStored(documents, fitting, duplicates, failed) : fitting;
    const refusals = await command.run({
      command: 'insert',
      bytes: documents.bytes,
      starts: absent.map((index) => documents.start(index)),
      ends: absent.map((index) => documents.start(index + 1)),
    });
    const occupied: WriteRefusal[] = [];
    for (const refusal of refusals) {
      const index = absent[refusal.index] ?? 0;
      if (refusal.code === DUPLICATE_KEY) occupied.push({ ...refusal, index });
      else failed.push({ index, error: refusedRecord(this.name, refusal) });
    }
    if (occupied.length > 0) await this.sortOccupied(documents, occupied, duplicates, failed);
    this.meetsTwins = duplicates.length > documents.count / 2;
    return { written: documents.count - duplicates.length - failed.length, duplicates, failed };
  }

  /**
   * Replaces or inserts by `_id`. Of documents with the same id the last one that the store takes stays; those before
   * it count as written. Writes that may hold the same id must not overlap.
   */
  async upsert(documents: BsonBuffer): Promise<RawWriteResult> {
    const command = await this.command();
    const { fitting, failed } = this.sorted(documents, MAX_DOCUMENT_BYTES);
    const statements = new BsonBuffer(documents.length + documents.count * 64);
    for (let waiting = fitting; waiting.length > 0;) {
      const { last, before } = lastOfEach(documents, waiting);
      statements.clear();
      const starts: number[] = [];
      const sent: number[] = [];
      for (const index of last) {
        const start = statements.length;
        upsertStatement(documents, index, statements);
        if (statements.length - start <= MAX_DOCUMENT_BYTES + COMMAND_ROOM) {
          starts.push(start);
          sent.push(index);
        } else {
          failed.push({ index, error: tooLarge(this.name, statements.length - start) });
        }
      }
      const ends = starts.map((_, i) => statements.start(i + 1));
      const refusals = await command.run({ command: 'update', bytes: statements.bytes, starts, ends });
      for (const refusal of refusals) {
        if (refusal.code === DUPLICATE_KEY && refusal.keyPattern?.['_id'] !== undefined) {
          throw new SluiceError('STORE_UNAVAILABLE', `writing to ${this.name}: another writer took the same id`);
        }
        failed.push({ index: sent[refusal.index] ?? 0, error: refusedRecord(this.name, refusal) });
      }
      waiting = failed.flatMap(({ index }) => before.get(index) ?? []).sort((a, b) => a - b);
    }
    return { written: documents.count - failed.length, duplicates: [], failed };
  }

  private get name(): string {
    return this.model.collection.name;
  }

  private async command(): Promise<WriteCommand> {
    const database = await openDatabase(this.model.db, `writing to ${this.name}`);
    return (this.writeCommand ??= new WriteCommand(database, this.name, this.writeConcern, this.sequence));
  }

  private sorted(documents: BsonBuffer, limit: number): { fitting: number[]; failed: RefusedDocument[] } {
    const fitting: number[] = [];
    const failed: RefusedDocument[] = [];
    for (let index = 0; index < documents.count; index += 1) {
      const size = documents.start(index + 1) - documents.start(index);
      if (size <= limit) fitting.push(index);
      else failed.push({ index, error: tooLarge(this.name, size) });
    }
    return { fitting, failed };
  }

  /**
   * Tells those that are not stored yet. What it finds stored has been written by a majority, which an insert that is
   * refused waits for by itself.
   */
  private async sortStored(
    documents: BsonBuffer,
    indices: readonly number[],
    duplicates: number[],
    failed: RefusedDocument[],
  ): Promise<readonly number[]> {
    const twins = await this.twins(documents, indices, 'majority');
    return indices.filter((index) => {
      const twin = twins.get(index);
      if (twin === 'same') duplicates.push(index);
      else if (twin === 'other') failed.push({ index, error: idConflict(this.name) });
      return twin === 'none';
    });
  }

  /** Tells redelivered records from records of another kind that found their id, or another unique value, taken. */
  private async sortOccupied(
    documents: BsonBuffer,
    occupied: readonly WriteRefusal[],
    duplicates: number[],
    failed: RefusedDocument[],
  ): Promise<void> {
    const indices = occupied.map(({ index }) => index);
    const twins = await this.twins(documents, indices, 'local');
    for (const refusal of occupied) {
      const { index } = refusal;
      const twin = twins.get(index);
      if (twin === 'same') duplicates.push(index);
      else if (twin === 'other') failed.push({ index, error: idConflict(this.name) });
      else failed.push({ index, error: refusedRecord(this.name, refusal) });
    }
  }

  private async twins(
    documents: BsonBuffer,
    indices: readonly number[],
    readConcern: TwinSearch['readConcern'],
  ): Promise<Map<number, Twin>> {
    const search = { connection: this.model.db, collection: this.name, readConcern };
    return storedTwins(search, documents, indices).catch((cause: unknown) => {
      throw classifyMongoError(cause, `comparing duplicates in ${this.name}`);
    });
  }
}

/** Splits ascending indices into the last of each id, and for each of those the ones before it. */
function lastOfEach(
  documents: BsonBuffer,
  indices: readonly number[],
): { last: number[]; before: Map<number, number[]> } {
  const groups = new Map<string, number[]>();
  for (const index of indices) {
    const id = idBytes(documents, index);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [index]);
    else group.push(index);
  }
  const before = new Map<number, number[]>();
  const last: number[] = [];
  for (const group of groups.values()) {
    const index = group.pop() ?? 0;
    last.push(index);
    if (group.length > 0) before.set(index, group);
  }
  return { last: last.sort((a, b) => a - b), before };
}

function tooLarge(collection: string, bytes: number): SluiceError {
  return new SluiceError('RECORD_TOO_LARGE', `writing a record to ${collection}: the document is too large`, {
    context: { collection, bytes, limit: MAX_DOCUMENT_BYTES },
  });
}

function idConflict(collection: string): SluiceError {
  const message = `writing a record to ${collection}: another record is stored under its id`;
  return new SluiceError('STORE_ID_CONFLICT', message, { context: { collection } });
}
