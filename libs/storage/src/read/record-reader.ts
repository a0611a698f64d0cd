import { SluiceError, STORED_ID, STORED_TIMESTAMP } from '@sluice/contracts';
import mongoose, { type Connection, type mongo } from 'mongoose';
import { classifyMongoError } from '../classify-mongo-error.js';
import { openDatabase } from '../connect-mongo.js';
import { encodeCursor } from '../query/cursor.js';
import { idCandidates } from '../query/id-candidates.js';
import type { RecordsPlan } from '../query/records-plan.js';
import { computedSort } from '../query/sort-order.js';
import { bsonToJson } from './bson-to-json.js';
import { JsonBytes } from './json-bytes.js';

/** A page as the JSON text `{"data":[…],"page":{…}}`. */
export interface RecordsPage {
  readonly json: Buffer;
  readonly count: number;
}

/** Facts about a collection that cost no scan. */
export interface DatasetStatistics {
  /** From the collection's metadata; after a crash of mongod it may be off a little. */
  readonly estimatedCount: number;
  readonly first?: Date;
  readonly last?: Date;
}

interface ReadOptions {
  /** Ends the query when whoever asked has gone. */
  readonly signal?: AbortSignal;
}

const COMMA = 0x2c;

/** Reads records as JSON bytes. Every method throws a SluiceError: transient while MongoDB is away or too slow. */
export class RecordReader {
  constructor(
    private readonly connection: Connection,
    private readonly maxTimeMS: number,
  ) {}

  /** The records of a plan and the cursor of the page after it. */
  async page(plan: RecordsPlan, options: ReadOptions = {}): Promise<RecordsPage> {
    const found = await this.using(plan.dataset, options, (collection) => this.find(collection, plan, options));
    const shown = found.slice(0, plan.limit);
    const hasMore = found.length > plan.limit;
    const out = new JsonBytes(sizeOf(shown) * 2);
    out.ascii('{"data":[');
    for (const [i, bson] of shown.entries()) {
      if (i > 0) out.byte(COMMA);
      bsonToJson(bson, plan.isPlainSort ? 0 : recordAt(bson), out, plan.projection);
    }
    const last = shown.at(-1);
    const next = hasMore && last ? cursorAfter(plan, last) : null;
    out.ascii(`],"page":${JSON.stringify({ next, limit: plan.limit, hasMore })}}`);
    return { json: out.toBuffer(), count: shown.length };
  }

  /** The record with an id, as JSON text; undefined where there is none. */
  async one(dataset: string, id: string, options: ReadOptions = {}): Promise<Buffer | undefined> {
    const candidates = idCandidates(id);
    const found = await this.using(dataset, options, (collection) =>
      raw(
        // `_id` may be of any type, which the driver's types leave to the collection's schema.
        collection.find({ [STORED_ID]: { $in: candidates } } as mongo.Filter<mongo.Document>, {
          ...this.options(options),
          limit: 1,
        }),
      ),
    );
    const [bson] = found;
    if (bson === undefined) return undefined;
    const out = new JsonBytes(bson.length * 2);
    bsonToJson(bson, 0, out);
    return out.toBuffer();
  }

  async statistics(dataset: string, options: ReadOptions = {}): Promise<DatasetStatistics> {
    return this.using(dataset, options, async (collection) => {
      const edge = async (direction: 1 | -1): Promise<Date | undefined> => {
        const { maxTimeMS } = this;
        const projection = { [STORED_ID]: 0, [STORED_TIMESTAMP]: 1 };
        const document = await collection.findOne(
          { [STORED_TIMESTAMP]: { $type: 'date' } },
          { sort: { [STORED_TIMESTAMP]: direction, [STORED_ID]: direction }, projection, maxTimeMS, ...options },
        );
        const at: unknown = document?.[STORED_TIMESTAMP];
        return at instanceof Date ? at : undefined;
      };
      const { maxTimeMS } = this;
      const [estimatedCount, first, last] = await Promise.all([
        collection.estimatedDocumentCount({ maxTimeMS }),
        edge(1),
        edge(-1),
      ]);
      return { estimatedCount, ...(first ? { first } : {}), ...(last ? { last } : {}) };
    });
  }

  private find(collection: mongo.Collection, plan: RecordsPlan, options: ReadOptions): Promise<Buffer[]> {
    const limit = plan.limit + 1;
    if (!plan.isPlainSort) {
      const stages = [{ $match: plan.filter }, ...computedSort(plan.keys), { $limit: limit }];
      return raw(collection.aggregate(stages, this.options(options)));
    }
    const projection = plan.paths && Object.fromEntries(plan.paths.map((path) => [path, 1]));
    const sort = new Map(plan.keys.map(({ field, direction }) => [field.path.join('.'), direction]));
    return raw(
      collection.find(plan.filter, { ...this.options(options), sort, limit, ...(projection ? { projection } : {}) }),
    );
  }

  private options({ signal }: ReadOptions) {
    return { raw: true, maxTimeMS: this.maxTimeMS, batchSize: 1_001, ...(signal ? { signal } : {}) };
  }

  private async using<T>(
    dataset: string,
    { signal }: ReadOptions,
    read: (collection: mongo.Collection) => Promise<T>,
  ): Promise<T> {
    const doing = `reading from ${dataset}`;
    const database = await openDatabase(this.connection, doing);
    try {
      return await read(database.collection(dataset));
    } catch (error) {
      if (signal?.aborted) throw new SluiceError('QUERY_TIMEOUT', `${doing}: whoever asked has gone`, { cause: error });
      throw classifyMongoError(error, doing);
    }
  }
}

function raw(cursor: mongo.AbstractCursor): Promise<Buffer[]> {
  return cursor.toArray() as Promise<unknown> as Promise<Buffer[]>; // raw: true
}

function sizeOf(documents: readonly Buffer[]): number {
  return documents.reduce((sum, { length }) => sum + length, 64);
}

/** Where `r` begins in `{ k, r }`; see {@link computedSort}. */
function recordAt(bson: Buffer): number {
  const keys = 4 + 3;
  return keys + bson.readInt32LE(keys) + 3;
}

function cursorAfter(plan: RecordsPlan, bson: Buffer): string {
  const document = mongoose.mongo.BSON.deserialize(bson, { promoteValues: false, promoteBuffers: false });
  const values = plan.isPlainSort
    ? plan.keys.map(({ field }) => valueAt(document, field.path))
    : plan.keys.map((_, i) => valueAt(document, ['k', `k${i}`, 'v']));
  return encodeCursor({ dataset: plan.dataset, sort: plan.sort, values });
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const name of path) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined; // an object
  }
  return value;
}
