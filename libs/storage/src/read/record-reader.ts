import { STORED_ID, STORED_TIMESTAMP } from '@sluice/contracts';
import mongoose, { type Connection, type mongo } from 'mongoose';
import { encodeCursor } from '../query/cursor.js';
import { idCandidates } from '../query/id-candidates.js';
import type { RecordsPlan } from '../query/records-plan.js';
import { computedSort } from '../query/sort-order.js';
import { bsonToJson } from './bson-to-json.js';
import { JsonBytes } from './json-bytes.js';
import { rawQuery, type RawReply } from './raw-query.js';
import { reading, type ReadOptions } from './reading.js';

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

const COMMA = 0x2c;
const KEPT_BYTES = 4 * 1024 * 1024;

/** Reads records as JSON bytes. Every method throws a SluiceError: transient while MongoDB is away or too slow. */
export class RecordReader {
  /** Written and copied within one turn, so that requests can share it. */
  private json = new JsonBytes();

  constructor(
    private readonly connection: Connection,
    private readonly maxTimeMS: number,
  ) {}

  /** The records of a plan and the cursors of the pages beside it. Very large records make a page of fewer than asked. */
  async page(plan: RecordsPlan, options: ReadOptions = {}): Promise<RecordsPage> {
    const found = await reading(this.connection, plan.dataset, options, (database) =>
      this.find(database, plan, options),
    );
    const isBackwards = plan.cursor === 'backwards';
    const shown = found.documents.slice(0, plan.limit);
    if (isBackwards) shown.reverse();
    const goesOn = found.isCut || found.documents.length > plan.limit;
    const out = this.emptyJson();
    out.ascii('{"data":[');
    for (const [i, bson] of shown.entries()) {
      if (i > 0) out.byte(COMMA);
      bsonToJson(bson, plan.isPlainSort ? 0 : recordAt(bson), out, plan.projection);
    }
    const [first, last] = [shown[0], shown.at(-1)];
    // Who came backwards came from records behind these.
    const hasMore = isBackwards ? last !== undefined : goesOn;
    const hasLess = isBackwards ? goesOn : plan.cursor === 'forwards';
    const previous = hasLess && first ? cursorBeside(plan, first, true) : null;
    const next = hasMore && last ? cursorBeside(plan, last, false) : null;
    out.ascii(`],"page":${JSON.stringify({ previous, next, limit: plan.limit, hasMore })}}`);
    return { json: out.toBuffer(), count: shown.length };
  }

  /** The record with an id, as JSON text; undefined where there is none. */
  async one(dataset: string, id: string, options: ReadOptions = {}): Promise<Buffer | undefined> {
    const filter = { [STORED_ID]: { $in: idCandidates(id) } };
    const { maxTimeMS } = this;
    const { documents } = await reading(this.connection, dataset, options, (database) =>
      rawQuery(database, { find: dataset, filter }, { limit: 1, maxTimeMS, ...options }),
    );
    const [bson] = documents;
    if (bson === undefined) return undefined;
    const out = this.emptyJson();
    bsonToJson(bson, 0, out);
    return out.toBuffer();
  }

  async statistics(dataset: string, options: ReadOptions = {}): Promise<DatasetStatistics> {
    return reading(this.connection, dataset, options, async (database) => {
      const collection = database.collection(dataset);
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

  private find(database: mongo.Db, plan: RecordsPlan, options: ReadOptions): Promise<RawReply> {
    const limits = { limit: plan.limit + 1, maxTimeMS: this.maxTimeMS, ...options };
    if (!plan.isPlainSort) {
      const pipeline = [{ $match: plan.filter }, ...computedSort(plan.keys), { $limit: limits.limit }];
      return rawQuery(database, { aggregate: plan.dataset, pipeline }, limits);
    }
    const projection = plan.paths && { projection: Object.fromEntries(plan.paths.map((path) => [path, 1])) };
    const sort = new Map(plan.keys.map(({ field, direction }) => [field.path.join('.'), direction]));
    return rawQuery(database, { find: plan.dataset, filter: plan.filter, sort, ...projection }, limits);
  }

  private emptyJson(): JsonBytes {
    if (this.json.bytes.length > KEPT_BYTES) this.json = new JsonBytes();
    this.json.clear();
    return this.json;
  }
}

/** How far behind the start of `{ k, r }` the record `r` begins; see {@link computedSort}. */
export function recordAt(bson: Buffer, start = 0): number {
  const keys = 4 + 3;
  return keys + bson.readInt32LE(start + keys) + 3;
}

function cursorBeside(plan: RecordsPlan, bson: Buffer, isBackwards: boolean): string {
  const document = mongoose.mongo.BSON.deserialize(bson, { promoteValues: false, promoteBuffers: false });
  const values = plan.isPlainSort
    ? plan.keys.map(({ field }) => valueAt(document, field.path))
    : plan.keys.map((_, i) => valueAt(document, ['k', `k${i}`, 'v']));
  return encodeCursor({ dataset: plan.dataset, sort: plan.sort, values, isBackwards });
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const name of path) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined; // an object
  }
  return value;
}
