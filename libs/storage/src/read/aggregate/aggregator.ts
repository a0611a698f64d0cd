import type { Connection } from 'mongoose';
import type { BucketRoute } from '../../buckets/bucket-route.js';
import type { AggregatePlan } from '../../query/aggregate-plan.js';
import { mayBeArray } from '../../query/query-field.js';
import { allOf, type Selection, timeRange } from '../../query/selection.js';
import type { ReadOptions } from '../reading.js';
import { scanColumns, scanSideBySide } from '../scan-columns.js';
import { Aggregation } from './aggregation.js';

/** Measures whose results are the same in whatever order records come. */
const ORDERLESS: ReadonlySet<string> = new Set(['count', 'sum', 'avg', 'min', 'max']);

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
    await scanSideBySide(this.connection, partsOf(plan), paths, limits, aggregation.addRecord);
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

/** Halves of the time range: the store sends records more slowly than they are worked in here. */
function partsOf(plan: AggregatePlan): Pick<Selection, 'dataset' | 'filter'>[] {
  const { dataset, filter, time, from, to, measures } = plan;
  const isOrderless = measures.every(({ does }) => ORDERLESS.has(does));
  if (from === undefined || to === undefined || !isOrderless || mayBeArray(time)) return [plan];
  const middle = new Date((from + to) / 2);
  const halves = [timeRange(time, undefined, middle), timeRange(time, middle, undefined)];
  return halves.map((half) => ({ dataset, filter: allOf([filter, ...half]) }));
}
