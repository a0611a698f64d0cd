import { SluiceError } from '@sluice/contracts';
import mongoose, { type Connection, type mongo } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';
import { type BucketId, WINDOWS_COLLECTION } from './bucket-document.js';
import { type BucketSpec, bucketsName } from './bucket-spec.js';

/** Collection of what is declared, and of who keeps it. */
export const BUCKETS_COLLECTION = '_sluice_buckets';

/** Times that buckets do not tell rightly: they are older than a change there. */
export interface StoredSpan {
  readonly from: Date;
  readonly to: Date;
}

/** Declared buckets of a dataset, and how far they are. */
export interface KeptBuckets extends BucketSpec {
  /** `dataset/name`. */
  readonly _id: string;
  readonly dataset: string;
  readonly name: string;
  /** Names the buckets of one build. */
  readonly run: string;
  /** Buckets tell nothing while they are built for the first time or anew; where that failed, never. */
  readonly state: 'building' | 'kept' | 'failed';
  readonly reason?: string;
  /** Of the keeper whose writes count. */
  readonly epoch: number;
  readonly dirty: readonly StoredSpan[];
  /** Outside there were no records at `asOf`. */
  readonly range?: StoredSpan;
  /** Every change before this time is in the buckets, or in a dirty span. */
  readonly asOf?: Date;
  /** Position in the history of changes that belongs to `asOf`. */
  readonly token?: string;
  /** Version of the rules of time zones by which windows of a calendar were made. */
  readonly rules?: string;
  /** What records were before a change is kept for the sake of these buckets, and not when they are gone. */
  readonly ownsPreImages?: boolean;
  readonly createdAt: Date;
}

/** What the keeper has come to. Absent members stay as they are. */
export type Progress = Partial<
  Pick<KeptBuckets, 'state' | 'reason' | 'dirty' | 'range' | 'asOf' | 'token' | 'rules' | 'ownsPreImages'>
>;

const MAX_OF_A_DATASET = 8;

/** The declarations of buckets. Every method throws a SluiceError, transient while MongoDB is away. */
export class BucketStore {
  constructor(private readonly connection: Connection) {}

  /** Those of a dataset, or of all. */
  async list(dataset?: string): Promise<KeptBuckets[]> {
    return this.run(`looking up the buckets of ${dataset ?? 'all datasets'}`, (buckets) =>
      buckets.find({ ...(dataset === undefined ? {} : prefixed(dataset)), name: { $exists: true } }).toArray(),
    );
  }

  /**
   * Declares buckets; those that are there already stay as they are.
   * @throws SluiceError REQUEST_INVALID where the dataset has 8 others, LIVE_UNSUPPORTED where MongoDB is no replica set
   */
  async declare(dataset: string, { window, zone, timeField, by, fields }: BucketSpec): Promise<KeptBuckets> {
    const doing = `declaring buckets of ${dataset}`;
    await this.assertReplicaSet(doing);
    const spec = { window, ...(zone === undefined ? {} : { zone }), timeField, by, fields };
    const name = bucketsName(spec);
    const known = await this.list(dataset);
    const same = known.find((one) => one.name === name);
    if (same !== undefined) return same;
    if (known.length >= MAX_OF_A_DATASET) {
      throw new SluiceError('REQUEST_INVALID', `${doing}: it has ${MAX_OF_A_DATASET} already`, {
        context: { parameter: 'window', expected: `at most ${MAX_OF_A_DATASET} declarations of a dataset` },
      });
    }
    const made: KeptBuckets = {
      _id: `${dataset}/${name}`,
      dataset,
      name,
      ...spec,
      run: randomUUID(),
      state: 'building',
      epoch: 0,
      dirty: [],
      createdAt: new Date(),
    };
    await this.run(doing, async (buckets) => {
      await buckets.insertOne(made).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      });
    });
    return made;
  }

  /** Forgets buckets, and then removes them. @throws SluiceError BUCKETS_UNKNOWN */
  async drop(dataset: string, name: string): Promise<void> {
    const doing = `dropping buckets of ${dataset}`;
    const found = await this.run(doing, (buckets) => buckets.findOneAndDelete({ _id: `${dataset}/${name}` }));
    if (found === null) {
      throw new SluiceError('BUCKETS_UNKNOWN', `${doing}: there are none named "${name.slice(0, 200)}"`, {
        context: { buckets: name.slice(0, 200) },
      });
    }
    await this.removeRun(found.run);
    if (found.ownsPreImages === true) await this.leavePreImages(dataset);
  }

  /** Forgets what is kept of a dataset that is gone. */
  async dropAll(dataset: string): Promise<void> {
    for (const { name } of await this.list(dataset)) {
      await this.drop(dataset, name).catch((error: unknown) => {
        if (!(error instanceof SluiceError) || error.code !== 'BUCKETS_UNKNOWN') throw error;
      });
    }
  }

  /** Whether the buckets are still those of that build, and tell of the span. */
  async holds({ _id, run }: KeptBuckets): Promise<boolean> {
    return this.run(`looking up buckets ${_id}`, async (buckets) => {
      return (await buckets.findOne({ _id, run, state: 'kept' }, { projection: { _id: 1 } })) !== null;
    });
  }

  /** Makes the writes of this keeper count, and those of earlier ones not. */
  async claim(dataset: string, epoch: number): Promise<void> {
    await this.run(`keeping buckets of ${dataset}`, (buckets) =>
      buckets.updateMany({ ...prefixed(dataset), name: { $exists: true }, epoch: { $lt: epoch } }, { $set: { epoch } }),
    );
  }

  /** Answers false, and changes nothing, where they are not this keeper's any more. */
  async note({ _id, run }: KeptBuckets, epoch: number, progress: Progress): Promise<boolean> {
    return this.run(`keeping buckets ${_id}`, async (buckets) => {
      const { matchedCount } = await buckets.updateOne({ _id, run, epoch }, { $set: progress });
      return matchedCount === 1;
    });
  }

  /** Begins a build with no buckets, under a name of its own; the old ones are removed by {@link removeRun}. */
  async restart({ _id, run }: KeptBuckets, epoch: number): Promise<KeptBuckets | undefined> {
    return this.run(`building buckets ${_id}`, async (buckets) => {
      const change = {
        $set: { run: randomUUID(), state: 'building' as const, dirty: [] },
        $unset: { token: '', range: '', asOf: '', reason: '' } as const,
      };
      return (await buckets.findOneAndUpdate({ _id, run, epoch }, change, { returnDocument: 'after' })) ?? undefined;
    });
  }

  /** Puts buckets in place of those with some ids, together with what is noted then, or neither. Answers as `note` does. */
  async replace(
    { _id, run }: KeptBuckets,
    epoch: number,
    ids: readonly object[],
    documents: readonly mongo.OptionalUnlessRequiredId<BucketDocument>[],
    progress: Progress,
  ): Promise<boolean> {
    return this.run(`keeping buckets ${_id}`, async (buckets, database) => {
      const windows = database.collection<BucketDocument>(WINDOWS_COLLECTION, PRIMARY);
      const session = this.connection.getClient().startSession();
      try {
        return await session.withTransaction(
          async () => {
            const { matchedCount } = await buckets.updateOne({ _id, run, epoch }, { $set: progress }, { session });
            if (matchedCount === 0) return false;
            await windows.deleteMany({ $or: [...ids] }, { session });
            if (documents.length > 0) await windows.insertMany([...documents], { session, ordered: false });
            return true;
          },
          { writeConcern: { w: 'majority', journal: true }, readPreference: 'primary' },
        );
      } finally {
        await session.endSession();
      }
    });
  }

  /** Makes the collection of buckets, which a transaction of an older MongoDB cannot. */
  async prepare(): Promise<void> {
    await this.run('making the collection of buckets', async (_, database) => {
      await database.createCollection(WINDOWS_COLLECTION).catch((error: unknown) => {
        if (!(error instanceof mongoose.mongo.MongoServerError && error.code === NAMESPACE_EXISTS)) throw error;
      });
    });
  }

  /** Removes all buckets of a build. */
  async removeRun(run: string): Promise<void> {
    await this.run('removing buckets', (_, database) =>
      database.collection<BucketDocument>(WINDOWS_COLLECTION, PRIMARY).deleteMany({ _id: ofRun(run) }),
    );
  }

  /** Removes buckets that belong to no declaration, as are left when a process ends in between. */
  async removeOrphans(): Promise<void> {
    await this.run('removing buckets', async (buckets, database) => {
      const windows = database.collection<BucketDocument>(WINDOWS_COLLECTION, PRIMARY);
      let after: object = {};
      for (;;) {
        const next = await windows.findOne({ _id: after }, { sort: { _id: 1 }, projection: { _id: 1 } });
        if (next === null) return;
        const { _id: id } = next;
        const run = id.b;
        // A build has its name before its first bucket, so that one without a declaration is over.
        if ((await buckets.findOne({ run }, { projection: { _id: 1 } })) === null) await this.removeRun(run);
        after = { $gt: { b: run, w: new mongoose.mongo.BSON.MaxKey() } };
      }
    });
  }

  /** Other buckets of the dataset own them now; without any, MongoDB is spared the work. */
  private async leavePreImages(dataset: string): Promise<void> {
    await this.run(`dropping buckets of ${dataset}`, async (buckets, database) => {
      const filter = { ...prefixed(dataset), name: { $exists: true } };
      if ((await buckets.findOneAndUpdate(filter, { $set: { ownsPreImages: true } })) !== null) return;
      const change = { collMod: dataset, changeStreamPreAndPostImages: { enabled: false } };
      // The dataset may be gone as well.
      await database.command(change).catch(() => undefined);
    });
  }

  private async assertReplicaSet(doing: string): Promise<void> {
    await this.run(doing, async (_, database) => {
      const { setName, msg } = (await database.admin().command({ hello: 1 })) as { setName?: string; msg?: string }; // by the protocol
      if (setName === undefined && msg !== 'isdbgrid') {
        throw new SluiceError('LIVE_UNSUPPORTED', `${doing}: MongoDB is no replica set`);
      }
    });
  }

  private async run<T>(
    doing: string,
    work: (buckets: mongo.Collection<KeptBuckets>, database: mongo.Db) => Promise<T>,
  ): Promise<T> {
    const database = await openDatabase(this.connection, doing);
    try {
      return await work(database.collection<KeptBuckets>(BUCKETS_COLLECTION, PRIMARY), database);
    } catch (error) {
      throw classifyMongoError(error, doing);
    }
  }
}

/** A bucket as it is stored. */
export interface BucketDocument {
  readonly _id: BucketId;
  readonly [field: string]: unknown;
}

const NAMESPACE_EXISTS = 48;
/** What a secondary does not know yet would be taken for gone. */
const PRIMARY = { readPreference: 'primary' } as const;

/** Declarations of a dataset, by the index of ids. */
function prefixed(dataset: string) {
  return { _id: { $gte: `${dataset}/`, $lt: `${dataset}0` }, dataset }; // 0 comes after /
}

function ofRun(run: string): object {
  return { $gte: { b: run }, $lt: { b: run, w: new mongoose.mongo.BSON.MaxKey() } };
}

function isDuplicate(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === 11000;
}
