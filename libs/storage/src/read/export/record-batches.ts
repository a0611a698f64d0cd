import { SluiceError, STORED_ID } from '@sluice/contracts';
import mongoose, { type Connection } from 'mongoose';
import { idCandidates } from '../../query/id-candidates.js';
import { planAfter, type RecordsPlan } from '../../query/records-plan.js';
import { computedSort } from '../../query/sort-order.js';
import { rawQuery } from '../raw-query.js';
import { type RawBatch, rawScan, type RawScanOptions } from '../raw-scan.js';
import { reading, type ReadOptions } from '../reading.js';
import { recordAt } from '../record-reader.js';

/** All records of a plan in its order, a reply of the store at a time; no memory beyond two replies is held. */
export async function* recordBatches(
  connection: Connection,
  plan: RecordsPlan,
  options: RawScanOptions,
): AsyncGenerator<RawBatch, void, undefined> {
  if (plan.isPlainSort) {
    const projection = plan.paths && { projection: Object.fromEntries(plan.paths.map((path) => [path, 1])) };
    const sort = new Map(plan.keys.map(({ field, direction }) => [field.path.join('.'), direction]));
    yield* rawScan(connection, { find: plan.dataset, filter: plan.filter, sort, ...projection }, options);
    return;
  }
  const limit = options.limit === undefined ? [] : [{ $limit: options.limit }];
  const pipeline = [{ $match: plan.filter }, ...computedSort(plan.keys), ...limit];
  for await (const batch of rawScan(connection, { aggregate: plan.dataset, pipeline }, options)) {
    yield { ...batch, each: (visit) => batch.each((bson, start) => visit(bson, start + recordAt(bson, start))) };
  }
}

/**
 * The plan for what comes after the record with an id, which whoever was cut off has seen last.
 * @throws SluiceError RECORD_UNKNOWN where it is gone
 */
export async function planAfterRecord(
  connection: Connection,
  plan: RecordsPlan,
  id: string,
  maxTimeMS: number,
  options: ReadOptions = {},
): Promise<RecordsPlan> {
  const pipeline = [
    { $match: { [STORED_ID]: { $in: idCandidates(id) } } },
    ...computedSort(plan.keys),
    { $project: { k: 1 } },
  ];
  const { documents } = await reading(connection, plan.dataset, options, (database) =>
    rawQuery(database, { aggregate: plan.dataset, pipeline: [...pipeline, { $limit: 1 }] }, { limit: 1, maxTimeMS }),
  );
  const [bson] = documents;
  if (bson === undefined) {
    throw new SluiceError('RECORD_UNKNOWN', `going on after a record of ${plan.dataset}: no record has this id`, {
      context: { parameter: 'after', id },
    });
  }
  const found = mongoose.mongo.BSON.deserialize(bson, { promoteValues: false, promoteBuffers: false });
  const keys = found['k'] as Readonly<Record<string, { readonly v: unknown }>>; // as computedSort makes it
  return planAfter(
    plan,
    plan.keys.map((_, i) => keys[`k${i}`]?.v ?? null),
  );
}
