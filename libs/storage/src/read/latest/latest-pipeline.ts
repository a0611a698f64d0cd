import { STORED_ID, STORED_TIMESTAMP } from '@sluice/contracts';
import { LEAST_KEYS, type LatestPlan } from '../../query/latest-plan.js';
import { orderedType } from '../../query/sort-order.js';

/** Index by which the latest record of a key is found at once. */
export function latestIndex(path: string): Readonly<Record<string, 1 | -1>> {
  return { [path]: 1, [STORED_TIMESTAMP]: -1, [STORED_ID]: -1 };
}

/** The order of that index, as a sort of a request has it. @param field its name, not its path */
export function latestOrder(field: string): string {
  return `${JSON.stringify(field)},-${STORED_TIMESTAMP},-${STORED_ID}`;
}

/** Stages that MongoDB runs as a distinct scan over {@link latestIndex}, one record of each key. */
export function loosePipeline(plan: LatestPlan, match: object): object[] {
  const path = pathOf(plan);
  return [
    { $match: { [path]: match } },
    { $sort: latestIndex(path) },
    { $group: { _id: `$${path}`, r: { $first: '$$ROOT' } } },
  ];
}

/** Conditions on the key, in the order of values. */
export function matches({ keys, after }: Pick<LatestPlan, 'keys' | 'after'>): object[] {
  if (keys !== undefined) return [{ $in: keys, ...(after === undefined ? {} : { $gt: after }) }];
  if (after === undefined) return LEAST_KEYS.map((least) => ({ $gte: least }));
  const kind = LEAST_KEYS.findIndex((least) => orderedType(least) === orderedType(after));
  return [{ $gt: after }, ...LEAST_KEYS.slice(kind + 1).map((least) => ({ $gte: least }))];
}

export function pathOf({ by }: Pick<LatestPlan, 'by'>): string {
  return by.path.join('.');
}
