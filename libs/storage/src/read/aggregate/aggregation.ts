import type { BucketRoute } from '../../buckets/bucket-route.js';
import { GROUP, partPaths, RECORDS, START } from '../../buckets/bucket-document.js';
import type { AggregatePlan } from '../../query/aggregate-plan.js';
import { END_OF_TIME } from '../../query/time-window.js';
import { instantAt, numberAt } from '../bson-scalar.js';
import type { FieldLocator } from '../field-locator.js';
import { Columns } from '../scan-columns.js';
import { type Accumulator, accumulatorOf } from './accumulator.js';
import { Grouping } from './grouping.js';
import { emptyRows, rowsOf } from './rows.js';

type Path = readonly string[];

/** An aggregate under way: it takes records and buckets in any order, and makes rows of them. */
export class Aggregation {
  private readonly grouping = new Grouping();
  private readonly accumulators: readonly Accumulator[];
  private readonly recordColumns = new Columns();
  private readonly by: readonly number[];
  private readonly places: readonly number[];
  private readonly time: number;
  private readonly bucketColumns = new Columns();
  private readonly bucketBy: readonly number[] = [];
  private readonly bucketParts: readonly (readonly number[])[] = [];
  private readonly start: number = -1;
  private readonly count: number = -1;
  private total = 0;
  private skipped = 0;

  constructor(
    private readonly plan: AggregatePlan,
    route?: BucketRoute,
  ) {
    const { window, by, measures, time } = plan;
    this.by = by.map(({ path }) => this.recordColumns.add(path));
    this.places = measures.map(({ field }) => (field === undefined ? -1 : this.recordColumns.add(field.path)));
    const needsTime = window !== undefined || measures.some(({ does }) => does === 'first' || does === 'last');
    this.time = needsTime ? this.recordColumns.add(time.path) : -1;
    this.accumulators = measures.map(accumulatorOf);
    if (route === undefined) return;
    this.start = this.bucketColumns.add([START]);
    this.count = this.bucketColumns.add([RECORDS]);
    this.bucketBy = by.map(({ name }) => this.bucketColumns.add([`${GROUP}${route.by.indexOf(name)}`]));
    this.bucketParts = measures.map(({ does, field }) =>
      partPaths(does, field === undefined ? -1 : route.fields.indexOf(field.name)).map((part) =>
        this.bucketColumns.add([part]),
      ),
    );
  }

  /** Columns of records, in the order that {@link addRecord} expects. */
  get records(): readonly Path[] {
    return this.recordColumns.paths;
  }

  /** The same of buckets. */
  get buckets(): readonly Path[] {
    return this.bucketColumns.paths;
  }

  readonly addRecord = (bson: Buffer, locator: FieldLocator): void => {
    const { types, at } = locator;
    const { window: division } = this.plan;
    const { time, accumulators, places } = this;
    this.total += 1;
    const instant = time < 0 ? Number.NaN : instantAt(bson, types[time] as number, at[time] as number);
    if (division !== undefined && !(Math.abs(instant) < END_OF_TIME)) {
      this.skipped += 1;
      return;
    }
    const window = division === undefined ? 0 : division.floor(instant);
    const group = this.grouping.numberOf(bson, locator, this.by, window);
    for (let i = 0; i < accumulators.length; i += 1) {
      const place = places[i] as number;
      const type = place < 0 ? 0 : (types[place] as number);
      (accumulators[i] as Accumulator).add(group, bson, type, place < 0 ? 0 : (at[place] as number), instant);
    }
  };

  readonly addBucket = (bson: Buffer, locator: FieldLocator): void => {
    const { types, at } = locator;
    const { window: division } = this.plan;
    const number = (column: number): number | undefined => {
      const type = types[column] as number;
      return type === 0 ? undefined : numberAt(bson, type, at[column] as number);
    };
    this.total += number(this.count) ?? 0;
    const start = instantAt(bson, types[this.start] as number, at[this.start] as number);
    const window = division === undefined ? 0 : division.floor(start);
    const group = this.grouping.numberOf(bson, locator, this.bucketBy, window);
    for (const [i, columns] of this.bucketParts.entries()) this.accumulators[i]?.merge?.(group, columns.map(number));
  };

  /** JSON text of the rows. @param buckets that took part */
  toJson(buckets?: object): Buffer {
    const { plan, grouping, accumulators, total, skipped } = this;
    const facts = {
      records: total,
      ...(plan.window === undefined ? {} : { skipped }),
      isExact: accumulators.every(({ isExact }) => isExact),
      ...(buckets === undefined ? {} : { buckets }),
    };
    const rows = total === 0 ? emptyRows(plan) : rowsOf(plan, grouping, accumulators);
    return Buffer.from(`{"data":[${rows.join(',')}],"meta":${JSON.stringify(facts)}}`);
  }
}
