import type { Measure } from '../query/measure.js';

/** Collection of the buckets of all declarations. */
export const WINDOWS_COLLECTION = '_sluice_bucket_windows';

/** Field of a bucket: when its window starts. */
export const START = 'w';
/** Field of a bucket: how many records it stands for. */
export const RECORDS = 'c';
/** Before the number of a grouping field: its value in these records; absent where they have none. */
export const GROUP = 'g';

/**
 * What is kept of the values of a measured field, each before the field's number: values that are not null, numbers (dates
 * count as milliseconds since 1970), their sum and what rounding took off it, their mean and the squared distances from
 * it, the smallest, the largest.
 */
export const PARTS = { values: 'n', numbers: 'k', sum: 's', rest: 'e', mean: 'm', squares: 'q', min: 'l', max: 'h' };

type Part = keyof typeof PARTS;

const PARTS_OF: Readonly<Partial<Record<Measure['does'], readonly Part[]>>> = {
  count: ['values'],
  sum: ['numbers', 'sum', 'rest'],
  avg: ['numbers', 'sum', 'rest'],
  stddev: ['numbers', 'mean', 'squares'],
  min: ['min'],
  max: ['max'],
};

/** Whether a measure of many values follows from the measures of parts of them. */
export function isMergeable({ does }: Measure): boolean {
  return does in PARTS_OF;
}

/** Fields of a bucket that a measure needs. @param field its number in the declaration, -1 for the count of records */
export function partPaths(does: Measure['does'], field: number): string[] {
  if (field < 0) return [RECORDS];
  return (PARTS_OF[does] ?? []).map((part) => `${PARTS[part]}${field}`);
}

/** Key of a bucket. Documents are ordered by their members: by declaration, then by time. */
export interface BucketId {
  /** The declaration, and each time it was built. */
  readonly b: string;
  readonly w: Date;
  /** The values of the group. */
  readonly k: string;
}

/** Ids of the buckets of one build from a time up to another. Milliseconds since the epoch. */
export function idRange(run: string, { from, to }: { readonly from: number; readonly to: number }): object {
  return { $gte: { b: run, w: new Date(from) }, $lt: { b: run, w: new Date(to) } };
}
