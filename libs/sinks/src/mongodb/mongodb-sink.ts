import { SluiceError } from '@sluice/contracts';
import { type BsonBuffer, BsonBufferPool, type DatasetCatalog, type MongoConnection, pingMongo } from '@sluice/storage';
import { type RejectedRecord, Sink, type WriteOutcome } from '../sink.js';
import type { SinkBatch } from '../sink-batch.js';
import { DatasetWriter } from './dataset-writer.js';
import type { MongodbSinkConfig } from './mongodb-sink-config.js';

/** Idle buffers kept for reuse, and the largest that is kept. */
const POOLED_BUFFERS = 4;
const POOLED_BYTES = 16 * 1024 * 1024;

/**
 * Stores records in MongoDB: JSON bytes become BSON bytes and are written with `w: majority, j: true`. With ids by
 * coordinates records are inserted, and a redelivery is recognised; with ids by key or fields documents are replaced.
 */
export class MongodbSink extends Sink {
  readonly ordered: boolean;
  private readonly buffers = new BsonBufferPool(POOLED_BUFFERS, POOLED_BYTES);
  private readonly datasets = new Map<string, Promise<DatasetWriter>>();

  constructor(
    private readonly connector: string,
    private readonly config: MongodbSinkConfig,
    private readonly connection: MongoConnection,
    private readonly catalog: DatasetCatalog,
  ) {
    super();
    this.ordered = config.id !== 'position';
  }

  async write(batch: SinkBatch): Promise<WriteOutcome> {
    const dataset = await this.dataset(batch.topic);
    const buffer = this.buffers.take();
    try {
      return await this.writeFrom(buffer, dataset, batch);
    } finally {
      this.buffers.give(buffer);
    }
  }

  check(): Promise<void> {
    return pingMongo(this.connection);
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  private async writeFrom(buffer: BsonBuffer, dataset: DatasetWriter, batch: SinkBatch): Promise<WriteOutcome> {
    const rejected: RejectedRecord[] = [];
    const indexes = dataset.transcode(batch, buffer, rejected);
    if (indexes.length === 0) return { stored: 0, duplicates: 0, rejected };
    await dataset.register();
    const outcome = await dataset.write(buffer);
    for (const { index, error } of outcome.failed) {
      rejected.push({ index: indexes[index] ?? 0, error, stage: 'TASK_PUT' });
    }
    return { stored: outcome.written, duplicates: outcome.duplicates.length, rejected };
  }

  private dataset(topic: string): Promise<DatasetWriter> {
    let dataset = this.datasets.get(topic);
    if (dataset) return dataset;
    const collection = this.config.collectionOf(topic);
    if (collection.startsWith('system.') || collection.startsWith('_sluice') || collection.includes('$')) {
      throw new SluiceError('CONFIG_INVALID', `storing ${topic}: "${collection}" is not a name for a collection`, {
        context: { topic, collection },
      });
    }
    dataset = DatasetWriter.open(this.connection, this.catalog, {
      connector: this.connector,
      topic,
      collection,
      id: this.config.id,
    });
    this.datasets.set(topic, dataset);
    dataset.catch(() => this.datasets.delete(topic));
    return dataset;
  }
}
