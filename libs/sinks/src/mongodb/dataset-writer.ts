import { Logger } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { CompiledSchema } from '@sluice/schema';
import {
  type BsonBuffer,
  type DatasetCatalog,
  type IdStrategy,
  type MongoConnection,
  positionIdPrefix,
  RawWriter,
  type RawWriteResult,
  type RecordMeta,
  prepareRecordModel,
  RecordTranscoder,
  type TranscodeError,
} from '@sluice/storage';
import type { RejectedRecord } from '../sink.js';
import type { SinkBatch } from '../sink-batch.js';

const INDEXES_EVERY_MS = 60_000;

export interface DatasetWriterOptions {
  readonly connector: string;
  readonly topic: string;
  readonly collection: string;
  readonly id: IdStrategy;
}

/** Writes the records of one topic into one collection and keeps the dataset's entry in the catalogue up to date. */
export class DatasetWriter {
  /** One transcoder a schema; `''` for records without one. */
  private readonly transcoders = new Map<string, RecordTranscoder>();
  private readonly schemas = new Map<string, CompiledSchema>();
  private readonly registered = new Map<string, number>();
  private preparedAt = performance.now();

  private constructor(
    private readonly connection: MongoConnection,
    private readonly writer: RawWriter,
    private readonly catalog: DatasetCatalog,
    private readonly options: DatasetWriterOptions,
  ) {}

  /** Makes the collection and its indexes where they are missing. Throws a transient error while MongoDB is away. */
  static async open(
    connection: MongoConnection,
    catalog: DatasetCatalog,
    options: DatasetWriterOptions,
  ): Promise<DatasetWriter> {
    const model = await prepareRecordModel(connection, options.collection);
    const writer = new RawWriter(model);
    if (!writer.sendsRawDocuments) warnOnce();
    return new DatasetWriter(connection, writer, catalog, options);
  }

  /** Appends the documents of a batch to `out`. Returns which record each document is; refused ones go to `rejected`. */
  transcode(batch: SinkBatch, out: BsonBuffer, rejected: RejectedRecord[]): number[] {
    const indexes: number[] = [];
    const meta: RecordMeta = {
      idPrefix: positionIdPrefix(batch.topic, batch.partition),
      offset: 0,
      timestamp: 0,
      keyStart: -1,
      keyEnd: -1,
    };
    for (let i = 0; i < batch.count; i++) {
      const block = batch.blocks[i]!;
      const row = batch.rows[i]!;
      meta.offset = block.offsets[row]!;
      meta.timestamp = block.timestamps[row]!;
      meta.keyStart = block.keyStart[row]!;
      meta.keyEnd = block.keyEnd[row]!;
      const transcoder = this.transcoder(batch.schemas[i]);
      const fault = transcoder.transcode(block.buffer, batch.valueStart[i]!, block.valueEnd[row]!, meta, out);
      if (fault) rejected.push({ index: i, stage: 'VALUE_CONVERTER', error: toError(fault) });
      else indexes.push(i);
    }
    return indexes;
  }

  write(documents: BsonBuffer): Promise<RawWriteResult> {
    this.keepIndexes();
    return this.options.id === 'position' ? this.writer.insert(documents) : this.writer.upsert(documents);
  }

  /** Tells the catalogue what it does not know yet: new fields, new types, new schemas. */
  async register(): Promise<void> {
    for (const [fingerprint, transcoder] of this.transcoders) {
      const version = transcoder.observedVersion;
      if (this.registered.get(fingerprint) === version) continue;
      const schema = this.schemas.get(fingerprint);
      await this.catalog.upsert({
        name: this.options.collection,
        connector: this.options.connector,
        topic: this.options.topic,
        observed: transcoder.observedFields(),
        ...(schema ? { schema } : {}),
      });
      this.registered.set(fingerprint, version);
    }
  }

  /** Who drops the collection meanwhile drops its indexes too; the next insert makes it again, but without them. */
  private keepIndexes(): void {
    if (performance.now() - this.preparedAt < INDEXES_EVERY_MS) return;
    this.preparedAt = performance.now();
    prepareRecordModel(this.connection, this.options.collection).catch((error: unknown) => {
      new Logger('mongodb').debug(`looking after the indexes of ${this.options.collection}: ${String(error)}`);
    });
  }

  private transcoder(schema: CompiledSchema | undefined): RecordTranscoder {
    const fingerprint = schema?.fingerprint ?? '';
    let transcoder = this.transcoders.get(fingerprint);
    if (!transcoder) {
      transcoder = new RecordTranscoder({ id: this.options.id, ...(schema ? { schema } : {}) });
      this.transcoders.set(fingerprint, transcoder);
      if (schema) this.schemas.set(fingerprint, schema);
    }
    return transcoder;
  }
}

let hasWarned = false;

function warnOnce(): void {
  if (!hasWarned) new Logger('mongodb').warn('the driver is not the one this build knows; writes take its slower way');
  hasWarned = true;
}

function toError({ code, message, ...context }: TranscodeError): SluiceError {
  const at = context.position === undefined ? '' : ` (byte ${context.position})`;
  return new SluiceError(code, `${message}${at}`, { context });
}
