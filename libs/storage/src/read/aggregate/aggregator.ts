import type { Connection } from 'mongoose';
import type { BucketRoute } from '../../buckets/bucket-route.js';
import type { AggregatePlan } from '../../query/aggregate-plan.js';
import type { ReadOptions } from '../reading.js';
import { scanColumns } from '../scan-columns.js';
import { Aggregation } from './aggregation.js';

/**
 * Aggregates records here rather than in the store: one pass over BSON, with the same functions, exact or with a stated
 * error, whatever the store's version. Throws a SluiceError: transient while MongoDB is away or too slow.
 */
export class Aggregator {
  constructor(
    private readonly connection: Connection,
    private readonly maxTimeMS: number,
  ) {}

  /** JSON text of the rows, by group and window, and what is known of them. */
  async run(plan: AggregatePlan, options: ReadOptions = {}): Promise<Buffer> {
    const aggregation = new Aggregation(plan);
    const limits = { maxTimeMS: this.maxTimeMS, ...options };
    const { records: paths } = aggregation;
    await scanColumns(this.connection, plan, paths, limits, aggregation.addRecord);
    return aggregation.toJson();
  }

  /** The same of buckets, and of the records where the route says so. */
  async runOverBuckets(plan: AggregatePlan, route: BucketRoute, options: ReadOptions = {}): Promise<Buffer> {
    const aggregation = new Aggregation(plan, route);
    const end = performance.now() + this.maxTimeMS;
    const limits = () => ({ maxTimeMS: Math.max(1, Math.ceil(end - performance.now())), ...options });
    const { records: paths, buckets: parts } = aggregation;
    await scanColumns(this.connection, route.buckets, parts, limits(), aggregation.addBucket);
    for (const part of route.records) {
      await scanColumns(this.connection, part, paths, limits(), aggregation.addRecord);
    }
    return aggregation.toJson({ name: route.name, asOf: route.asOf.toISOString() });
  }
}
