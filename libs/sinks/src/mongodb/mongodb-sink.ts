import { SluiceError } from '@sluice/contracts';
import {
  type BsonBuffer,
  BsonBufferPool,
  type DatasetCatalog,
  type MongoConnection,
  pingMongo,
  storedOffsets,
} from '@sluice/storage';
import type { OffsetSet } from '../offset-set.js';
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

  async write(batches: readonly SinkBatch[]): Promise<readonly WriteOutcome[]> {
    const dataset = await this.dataset(batches[0]!.topic);
    const buffer = this.buffers.take();
    try {
      return await writeFrom(buffer, dataset, batches);
    } finally {
      this.buffers.give(buffer);
    }
  }

  async findStored(topic: string, partition: number, into: OffsetSet): Promise<boolean> {
    if (this.config.id !== 'position') return false;
    const collection = this.config.collectionOf(topic);
    await storedOffsets(this.connection, collection, topic, partition, (offset) => into.add(offset));
    return true;
  }

  check(): Promise<void> {
    return pingMongo(this.connection);
  }

  async close(): Promise<void> {
    await this.connection.close();
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

/** Where the documents of a batch lie among those of its write, and which record each is. */
interface Part {
  readonly start: number;
  readonly records: readonly number[];
  readonly rejected: RejectedRecord[];
}

async function writeFrom(
  buffer: BsonBuffer,
  dataset: DatasetWriter,
  batches: readonly SinkBatch[],
): Promise<WriteOutcome[]> {
  const parts = batches.map((batch): Part => {
    const rejected: RejectedRecord[] = [];
    const start = buffer.count;
    return { start, records: dataset.transcode(batch, buffer, rejected), rejected };
  });
  if (buffer.count === 0) return parts.map(({ rejected }) => ({ stored: 0, duplicates: 0, rejected }));
  await dataset.register();
  const { duplicates, failed } = await dataset.write(buffer);
  return parts.map(({ start, records, rejected }) => {
    const isOwn = (index: number): boolean => index >= start && index < start + records.length;
    const known = duplicates.filter(isOwn).length;
    const refused = failed.filter(({ index }) => isOwn(index));
    for (const { index, error } of refused) {
      rejected.push({ index: records[index - start] ?? 0, error, stage: 'TASK_PUT' });
    }
    return { stored: records.length - known - refused.length, duplicates: known, rejected };
  });
}
