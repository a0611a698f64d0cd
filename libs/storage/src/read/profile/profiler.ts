import type { Connection } from 'mongoose';
import { setImmediate } from 'node:timers/promises';
import type { ProfilePlan } from '../../query/profile-plan.js';
import { FieldLocator } from '../field-locator.js';
import { rawScan } from '../raw-scan.js';
import { reading, readingError } from '../reading.js';
import { projectionOf } from '../scan-columns.js';
import { ColumnProfile } from './column-profile.js';
import { correlations } from './correlations.js';

/** Fields in a matrix of correlations at most. */
const MAX_CORRELATED = 100;

/** Profiles of datasets from a sample, in bounded time and memory. */
export class Profiler {
  constructor(
    private readonly connection: Connection,
    private readonly maxTimeMS: number,
  ) {}

  /** What is known of each field, as an object for JSON. Throws a SluiceError: transient while MongoDB is away or slow. */
  async profile(plan: ProfilePlan): Promise<object> {
    const { dataset, filter, sample, fields } = plan;
    const { maxTimeMS } = this;
    const total = await reading(this.connection, dataset, {}, (database) =>
      database.collection(dataset).estimatedDocumentCount({ maxTimeMS }),
    );
    const paths = fields.map(({ path }) => path);
    const columns = fields.map((field) => new ColumnProfile(field, sample));
    const locator = new FieldLocator(paths);
    const isSampled = total > sample;
    const { projection } = projectionOf(paths);
    const pipeline = [
      ...(Object.keys(filter).length === 0 ? [] : [{ $match: filter }]),
      ...(isSampled ? [{ $sample: { size: sample } }] : []),
      ...(projection ? [{ $project: projection }] : []),
    ];
    let records = 0;
    try {
      for await (const batch of rawScan(this.connection, { aggregate: dataset, pipeline }, { maxTimeMS })) {
        batch.each((bson, start) => {
          locator.locate(bson, start);
          for (const [i, column] of columns.entries()) {
            column.add(records, bson, locator.types[i] as number, locator.at[i] as number);
          }
          records += 1;
        });
      }
    } catch (error) {
      throw readingError(error, dataset);
    }
    const data: object[] = [];
    for (const column of columns) {
      data.push(column.result(records));
      await setImmediate(); // other requests come in between
    }
    const matrix = plan.correlations ? await correlationsOf(columns, records) : {};
    return { data, ...matrix, sample: { records, isSampled, estimatedTotal: total } };
  }
}

async function correlationsOf(columns: readonly ColumnProfile[], records: number): Promise<object> {
  const numeric = columns
    .filter(({ field, numbers }) => !field.isDate && numbers.some(Number.isFinite))
    .slice(0, MAX_CORRELATED);
  const matrix = await correlations(
    numeric.map(({ numbers }) => numbers),
    records,
  );
  return { correlations: { fields: numeric.map(({ field }) => field.name), matrix } };
}
