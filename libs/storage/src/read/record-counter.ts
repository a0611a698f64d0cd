import type { Connection, mongo } from 'mongoose';
import type { Selection } from '../query/selection.js';
import { reading, type ReadOptions } from './reading.js';

/** How many records a selection holds. */
export interface RecordCount {
  readonly count: number;
  readonly isExact: boolean;
  /** Records that were looked at for an estimate by sample. */
  readonly sampled?: number;
  /** Half the width of the interval that holds the true count in 95 of 100 cases. */
  readonly margin?: number;
}

const SAMPLE = 10_000;
/** Up to here a sample costs more than counting. */
const SMALL = 20 * SAMPLE;

/** Counts records. Every method throws a SluiceError: transient while MongoDB is away or too slow. */
export class RecordCounter {
  constructor(
    private readonly connection: Connection,
    private readonly maxTimeMS: number,
  ) {}

  /** Looks at every record that the filter's index does not spare. */
  async exactly({ dataset, filter }: Selection, options: ReadOptions = {}): Promise<RecordCount> {
    const count = await reading(this.connection, dataset, options, (database) =>
      this.matching(database.collection(dataset), [{ $match: filter }], options),
    );
    return { count, isExact: true };
  }

  /** Without a filter from the collection's metadata; with one from a random sample where the collection is large. */
  async roughly(selection: Selection, options: ReadOptions = {}): Promise<RecordCount> {
    const { dataset, filter } = selection;
    const { maxTimeMS } = this;
    const total = await reading(this.connection, dataset, options, (database) =>
      database.collection(dataset).estimatedDocumentCount({ maxTimeMS }),
    );
    if (Object.keys(filter).length === 0) return { count: total, isExact: false };
    if (total <= SMALL) return this.exactly(selection, options);
    const found = await reading(this.connection, dataset, options, (database) =>
      this.matching(database.collection(dataset), [{ $sample: { size: SAMPLE } }, { $match: filter }], options),
    );
    const share = found / SAMPLE;
    const margin = Math.ceil(1.96 * Math.sqrt((share * (1 - share)) / SAMPLE) * total);
    return { count: Math.round(share * total), isExact: false, sampled: SAMPLE, margin };
  }

  private async matching(
    collection: mongo.Collection,
    stages: readonly mongo.Document[],
    { signal }: ReadOptions,
  ): Promise<number> {
    const { maxTimeMS } = this;
    const [found] = await collection
      .aggregate<{ n: number }>([...stages, { $count: 'n' }], {
        maxTimeMS,
        allowDiskUse: false,
        ...(signal ? { signal } : {}),
      })
      .toArray();
    return found?.n ?? 0;
  }
}
