import type { Connection, mongo } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';
import { BUCKETS_COLLECTION } from './bucket-store.js';

interface StoredLease {
  readonly _id: string;
  readonly holder: string;
  readonly until: Date;
  /** Rises with each holder. */
  readonly epoch: number;
}

/**
 * The right to keep the buckets of a dataset, held by one process at a time until it runs out by MongoDB's clock. Writes
 * of a holder that does not know yet that it has lost it are told by their epoch.
 */
export class BucketLease {
  constructor(
    private readonly connection: Connection,
    private readonly holder: string,
    private readonly lengthMs: number,
  ) {}

  /** The epoch of the lease, which is the old one where the holder is the same; undefined where another holds it. */
  async take(dataset: string): Promise<number | undefined> {
    return this.run(dataset, async (leases) => {
      const taken = await this.tryTaking(leases, dataset);
      if (taken !== undefined) return taken;
      const none = { $setOnInsert: { holder: '', until: new Date(0), epoch: 0 } };
      const { upsertedCount } = await leases.updateOne({ _id: idOf(dataset) }, none, { upsert: true });
      return upsertedCount === 1 ? this.tryTaking(leases, dataset) : undefined;
    });
  }

  /** Lets others take it at once. */
  async release(dataset: string): Promise<void> {
    const { holder } = this;
    await this.run(dataset, (leases) =>
      leases.updateOne({ _id: idOf(dataset), holder }, { $set: { until: new Date(0), holder: '' } }),
    );
  }

  private async tryTaking(leases: mongo.Collection<StoredLease>, dataset: string): Promise<number | undefined> {
    const { holder, lengthMs } = this;
    const isMine = { $eq: ['$holder', { $literal: holder }] };
    const taken = await leases.findOneAndUpdate(
      { _id: idOf(dataset), $or: [{ holder }, { $expr: { $lt: ['$until', '$$NOW'] } }] },
      [
        {
          $set: {
            epoch: { $cond: [isMine, '$epoch', { $add: ['$epoch', 1] }] },
            holder: { $literal: holder },
            until: { $add: ['$$NOW', lengthMs] },
          },
        },
      ],
      { returnDocument: 'after' },
    );
    return taken?.epoch;
  }

  private async run<T>(dataset: string, work: (leases: mongo.Collection<StoredLease>) => Promise<T>) {
    const doing = `keeping buckets of ${dataset}`;
    const database = await openDatabase(this.connection, doing);
    try {
      return await work(database.collection<StoredLease>(BUCKETS_COLLECTION));
    } catch (error) {
      throw classifyMongoError(error, doing);
    }
  }
}

/** No declaration has an empty name. */
function idOf(dataset: string): string {
  return `${dataset}/`;
}
