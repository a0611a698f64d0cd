import { STORED_ID, STORED_TIMESTAMP } from '@sluice/contracts';
import mongoose, { type Connection, type mongo } from 'mongoose';
import { encodeCursor } from '../../query/cursor.js';
import type { LatestPlan } from '../../query/latest-plan.js';
import { findElement } from '../../write/bson-type.js';
import { bsonToJson } from '../bson-to-json.js';
import { JsonBytes } from '../json-bytes.js';
import { rawQuery, type RawReply } from '../raw-query.js';
import { reading, type ReadOptions } from '../reading.js';
import { loosePipeline, matches, pathOf } from './latest-pipeline.js';
import { LooseScans } from './loose-scans.js';

/** A page as the JSON text `{"data":[…],"page":{…}}`. */
export interface LatestPage {
  readonly json: Buffer;
  readonly count: number;
}

const RECORD = Buffer.from('r');

/**
 * Reads the latest record of each key: by its timestamp, and of several by its id. With an index of the key, the
 * timestamp and the id a key costs the same however many records it has; without it every
 * record is looked at. Throws a SluiceError: transient while MongoDB is away or too slow.
 */
export class LatestReader {
  private readonly loose: LooseScans;

  constructor(
    private readonly connection: Connection,
    private readonly maxTimeMS: number,
  ) {
    this.loose = new LooseScans(connection);
  }

  async page(plan: LatestPlan, options: ReadOptions = {}): Promise<LatestPage> {
    const isLoose = await this.loose.isFor(plan);
    const { documents, isCut } = await reading(this.connection, plan.dataset, options, (database) =>
      isLoose ? this.loosely(database, plan, options) : this.thoroughly(database, plan, options),
    );
    const shown = documents.slice(0, plan.limit);
    const out = new JsonBytes();
    out.ascii('{"data":[');
    for (const [i, bson] of shown.entries()) {
      if (i > 0) out.ascii(',');
      bsonToJson(bson, findElement(bson, 0, bson.length, RECORD) + RECORD.length + 2, out, plan.projection);
    }
    const hasMore = isCut || documents.length > plan.limit;
    const next = hasMore ? cursorAfter(plan, shown.at(-1)) : null;
    out.ascii(`],"page":${JSON.stringify({ next, limit: plan.limit, hasMore, isIndexed: isLoose })}}`);
    return { json: out.toBuffer(), count: shown.length };
  }

  /** Jumps from key to key through the index. Keys of different kinds are a query each, as the index has them apart. */
  private async loosely(database: mongo.Db, plan: LatestPlan, options: ReadOptions): Promise<RawReply> {
    const documents: Buffer[] = [];
    for (const match of matches(plan)) {
      const reply = await this.ask(
        database,
        plan,
        loosePipeline(plan, match),
        plan.limit + 1 - documents.length,
        options,
      );
      documents.push(...reply.documents);
      if (reply.isCut || documents.length > plan.limit) return { documents, isCut: reply.isCut };
    }
    return { documents, isCut: false };
  }

  private thoroughly(database: mongo.Db, plan: LatestPlan, options: ReadOptions): Promise<RawReply> {
    const path = pathOf(plan);
    const { keys, after } = plan;
    const latest = { $top: { sortBy: { [STORED_TIMESTAMP]: -1, [STORED_ID]: -1 }, output: '$$ROOT' } };
    const pipeline = [
      { $match: { [path]: keys === undefined ? { $ne: null } : { $in: keys } } },
      ...(after === undefined ? [] : [{ $match: { $expr: { $gt: [`$${path}`, { $literal: after }] } } }]),
      { $group: { _id: `$${path}`, r: latest } },
      { $sort: { _id: 1 } },
    ];
    return this.ask(database, plan, pipeline, plan.limit + 1, options);
  }

  private ask(
    database: mongo.Db,
    { dataset }: LatestPlan,
    pipeline: readonly object[],
    limit: number,
    options: ReadOptions,
  ): Promise<RawReply> {
    const { maxTimeMS } = this;
    return rawQuery(
      database,
      { aggregate: dataset, pipeline: [...pipeline, { $limit: limit }] },
      { limit, maxTimeMS, ...options },
    );
  }
}

function cursorAfter({ dataset, order }: LatestPlan, bson: Buffer | undefined): string | null {
  if (bson === undefined) return null;
  const { _id: key } = mongoose.mongo.BSON.deserialize(bson, { promoteValues: false, promoteBuffers: false });
  return encodeCursor({ dataset, sort: order, values: [key], isBackwards: false });
}
