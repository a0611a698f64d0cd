import { SluiceError, STORED_ID, STORED_TIMESTAMP } from '@sluice/contracts';
import mongoose, { type Connection, type mongo } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';

/** An index of a dataset. */
export interface DatasetIndex {
  readonly name: string;
  /** Paths of fields in order, with 1 for ascending and -1 for descending. */
  readonly keys: Readonly<Record<string, number>>;
  /** Sluice needs it; it cannot be dropped. */
  readonly isEssential: boolean;
  readonly sizeBytes?: number;
  /** Queries that used it since mongod started. */
  readonly uses?: number;
  /** Records are removed this long after their timestamp. */
  readonly retentionSeconds?: number;
}

const MAX_INDEXES = 40;
const NAMESPACE_MISSING = 26;
const INDEX_MISSING = 27;

/** The indexes of datasets. Every method throws a SluiceError, transient while MongoDB is away. */
export class DatasetIndexes {
  constructor(private readonly connection: Connection) {}

  async list(dataset: string): Promise<DatasetIndex[]> {
    return this.with(dataset, `listing the indexes of ${dataset}`, async (collection) => {
      const [indexes, sizes, uses] = await Promise.all([collection.indexes(), sizesOf(collection), usesOf(collection)]);
      return indexes.map(({ name = '', key, expireAfterSeconds }) => {
        const keys = key as Record<string, number>; // of a plain index
        const [size, used] = [sizes[name], uses.get(name)];
        return {
          name,
          keys,
          isEssential: isEssential(keys, expireAfterSeconds),
          ...(size === undefined ? {} : { sizeBytes: size }),
          ...(used === undefined ? {} : { uses: used }),
          ...(expireAfterSeconds === undefined ? {} : { retentionSeconds: expireAfterSeconds }),
        };
      });
    });
  }

  /**
   * Builds an index while reading and writing go on; answers its name when it is ready. One that exists is left alone.
   * @throws SluiceError REQUEST_INVALID where the dataset has 40 already
   */
  async build(dataset: string, keys: ReadonlyMap<string, 1 | -1>): Promise<string> {
    return this.with(dataset, `building an index of ${dataset}`, async (collection) => {
      if ((await collection.indexes()).length >= MAX_INDEXES) {
        throw new SluiceError('REQUEST_INVALID', `building an index of ${dataset}: it has ${MAX_INDEXES} already`, {
          context: { parameter: 'fields', expected: `at most ${MAX_INDEXES} indexes` },
        });
      }
      return collection.createIndex(new Map(keys));
    });
  }

  /** @throws SluiceError INDEX_UNKNOWN, INDEX_ESSENTIAL */
  async drop(dataset: string, name: string): Promise<void> {
    const doing = `dropping an index of ${dataset}`;
    const index = (await this.list(dataset)).find((one) => one.name === name);
    if (index === undefined) throw unknownIndex(doing, name);
    if (index.isEssential) {
      throw new SluiceError('INDEX_ESSENTIAL', `${doing}: "${name}" is needed`, { context: { index: name } });
    }
    await this.with(dataset, doing, (collection) =>
      collection.dropIndex(name).catch((error: unknown) => {
        if (error instanceof mongoose.mongo.MongoServerError && error.code === INDEX_MISSING) {
          throw unknownIndex(doing, name);
        }
        throw error;
      }),
    );
  }

  /** Seconds after their timestamp at which records are removed; undefined where they stay. */
  async retention(dataset: string): Promise<number | undefined> {
    return (await this.list(dataset)).find((index) => index.retentionSeconds !== undefined)?.retentionSeconds;
  }

  /** From now on removes records that long after their timestamp; undefined keeps them. MongoDB looks every minute. */
  async retain(dataset: string, seconds: number | undefined): Promise<void> {
    const known = (await this.list(dataset)).find((index) => index.retentionSeconds !== undefined);
    const doing = `setting the retention of ${dataset}`;
    await this.with(dataset, doing, async (collection, database) => {
      if (seconds === undefined) {
        if (known) await collection.dropIndex(known.name);
      } else if (known) {
        await database.command({ collMod: dataset, index: { name: known.name, expireAfterSeconds: seconds } });
      } else await collection.createIndex({ [STORED_TIMESTAMP]: 1 }, { expireAfterSeconds: seconds });
    });
  }

  private async with<T>(
    dataset: string,
    doing: string,
    work: (collection: mongo.Collection, database: mongo.Db) => Promise<T>,
  ): Promise<T> {
    const database = await openDatabase(this.connection, doing);
    try {
      return await work(database.collection(dataset), database);
    } catch (error) {
      if (error instanceof mongoose.mongo.MongoServerError && error.code === NAMESPACE_MISSING) {
        throw new SluiceError('DATASET_UNKNOWN', `${doing}: it has no collection`, { cause: error });
      }
      throw classifyMongoError(error, doing);
    }
  }
}

/** The ids, the timestamps that pages go by, and the retention. */
function isEssential(keys: Readonly<Record<string, number>>, expireAfterSeconds: number | undefined): boolean {
  const names = Object.keys(keys).join();
  return names === STORED_ID || names === `${STORED_TIMESTAMP},${STORED_ID}` || expireAfterSeconds !== undefined;
}

async function sizesOf(collection: mongo.Collection): Promise<Readonly<Record<string, number>>> {
  const [found] = await collection.aggregate([{ $collStats: { storageStats: {} } }]).toArray();
  const { indexSizes } = (found?.['storageStats'] ?? {}) as { indexSizes?: Record<string, number> }; // by $collStats
  return indexSizes ?? {};
}

async function usesOf(collection: mongo.Collection): Promise<Map<string, number>> {
  const found = await collection
    .aggregate<{ name: string; accesses: { ops: mongo.Long | number } }>([{ $indexStats: {} }])
    .toArray();
  return new Map(found.map(({ name, accesses }) => [name, Number(accesses.ops)]));
}

function unknownIndex(doing: string, name: string): SluiceError {
  return new SluiceError('INDEX_UNKNOWN', `${doing}: there is no index "${name.slice(0, 200)}"`, {
    context: { index: name.slice(0, 200) },
  });
}
