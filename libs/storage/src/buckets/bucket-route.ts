import type { mongo } from 'mongoose';
import type { AggregatePlan } from '../query/aggregate-plan.js';
import { type FilterNode, filterConditions } from '../query/filter-tree.js';
import type { QueryFields } from '../query/query-field.js';
import { allOf, timeRange } from '../query/selection.js';
import { END_OF_TIME, type TimeWindow, timeWindow } from '../query/time-window.js';
import type { TimeSpan } from '../read/live/touched-windows.js';
import { GROUP, idRange, isMergeable, WINDOWS_COLLECTION } from './bucket-document.js';
import { isTimeOfBuckets } from './bucket-spec.js';
import type { KeptBuckets } from './bucket-store.js';
import { ALWAYS } from './dirty-windows.js';
import { atMost, without } from './spans.js';
import { TIME_ZONE_RULES } from './time-zone-rules.js';

interface Source {
  readonly dataset: string;
  readonly filter: mongo.Filter<mongo.Document>;
}

/** How an aggregate is computed of buckets, with records where these do not tell. */
export interface BucketRoute {
  readonly kept: KeptBuckets;
  readonly name: string;
  readonly asOf: Date;
  /** Names of the fields that the buckets are grouped by, and of those that they measure, by number. */
  readonly by: readonly string[];
  readonly fields: readonly string[];
  readonly buckets: Source;
  readonly records: readonly Source[];
}

/** Scans of records for one aggregate. */
const MAX_PARTS = 16;
/** Windows of a calendar that are compared with buckets of a fixed length. */
const MAX_BOUNDARIES = 4_000;

/**
 * The way to the same answer over buckets; undefined where they do not know it all. Of several that do, the fewest groups
 * and the longest windows are taken.
 * @param filters of the request that the plan is of
 * @param since buckets that are older are not used; milliseconds since the epoch
 */
export function routeOverBuckets(
  plan: AggregatePlan,
  filters: readonly FilterNode[],
  fields: QueryFields,
  declared: readonly KeptBuckets[],
  since: number,
): BucketRoute | undefined {
  const usable = declared
    .filter(({ state, asOf }) => state === 'kept' && asOf !== undefined && asOf.getTime() >= since)
    .map((kept) => ({ kept, division: timeWindow(kept.window, kept.zone) }))
    .toSorted((a, b) => a.kept.by.length - b.kept.by.length || b.division.next(0) - a.division.next(0));
  for (const { kept, division } of usable) {
    const route = routeOver(plan, filters, fields, kept, division);
    if (route !== undefined) return route;
  }
  return undefined;
}

function routeOver(
  plan: AggregatePlan,
  filters: readonly FilterNode[],
  fields: QueryFields,
  kept: KeptBuckets,
  division: TimeWindow,
): BucketRoute | undefined {
  const { window, from, to, measures } = plan;
  const time = fields.find(kept.timeField);
  const needsTime = window !== undefined || from !== undefined || to !== undefined;
  if (time === undefined || !isTimeOfBuckets(time) || (needsTime && plan.time.name !== time.name)) return undefined;
  if (division.calendar !== undefined && kept.rules !== TIME_ZONE_RULES) return undefined;
  const measured = new Set(kept.fields.map(({ name }) => name));
  if (!measures.every((one) => isMergeable(one) && (one.field === undefined || measured.has(one.field.name)))) {
    return undefined;
  }
  const moved = fields.moved(new Map(kept.by.map((name, i) => [name, `${GROUP}${i}`])));
  if (!plan.by.every(({ name }) => kept.by.includes(name))) return undefined;
  if (!namesOf(filters).every((name) => moved.find(name) !== undefined)) return undefined;
  const whole: TimeSpan = {
    from: from === undefined ? ALWAYS.from : ceiling(division, from),
    to: to === undefined ? ALWAYS.to : division.floor(to),
  };
  const crossed = window === undefined ? [] : crossings(window, division, within(whole, kept));
  if (crossed === undefined) return undefined;
  const dirty = kept.dirty.map((span) => ({ from: span.from.getTime(), to: span.to.getTime() }));
  const asked: TimeSpan = { from: from ?? ALWAYS.from, to: to ?? ALWAYS.to };
  const unknown = without([asked], without([whole], [...dirty, ...crossed]));
  const parts = atMost(unknown, MAX_PARTS);
  const spans = without([asked], parts);
  if (spans.length === 0 || kept.asOf === undefined) return undefined;
  const { dataset, filter } = plan;
  const part = (condition: object): Source => ({ dataset, filter: allOf([filter, condition]) });
  const isOpen = from === undefined || to === undefined;
  return {
    kept,
    name: kept.name,
    asOf: kept.asOf,
    by: kept.by,
    fields: kept.fields.map(({ name }) => name),
    buckets: {
      dataset: WINDOWS_COLLECTION,
      filter: allOf([
        { $or: spans.map((span) => ({ _id: idRange(kept.run, span) })) },
        ...filterConditions(moved, filters),
      ]),
    },
    records: [
      ...parts.map((span) => part(timeRange(time, new Date(span.from), new Date(span.to))[0] ?? {})),
      // Records without a time, and of times that no date can tell, are in no bucket.
      ...(isOpen ? [part(outOfTime(time.name))] : []),
    ],
  };
}

/** Whether whatever is there is no date that has a window. */
function outOfTime(path: string): object {
  return {
    $or: [{ [path]: { $not: { $gt: new Date(-END_OF_TIME) } } }, { [path]: { $gte: new Date(END_OF_TIME) } }],
  };
}

function namesOf(filters: readonly FilterNode[]): string[] {
  return filters.flatMap((node) => {
    if ('and' in node) return namesOf(node.and);
    return 'or' in node ? namesOf(node.or) : [node.field];
  });
}

function ceiling(division: TimeWindow, instant: number): number {
  const start = division.floor(instant);
  return start === instant ? start : division.next(start);
}

/** Outside the range of the buckets there is nothing that could cross. */
function within({ from, to }: TimeSpan, { range }: KeptBuckets): TimeSpan {
  if (range === undefined) return { from: 0, to: 0 };
  return { from: Math.max(from, range.from.getTime()), to: Math.min(to, range.to.getTime()) };
}

const NESTED: Readonly<Record<string, readonly string[]>> = {
  day: ['day', 'week', 'month', 'quarter', 'year'],
  week: ['week'],
  month: ['month', 'quarter', 'year'],
  quarter: ['quarter', 'year'],
  year: ['year'],
};

/**
 * Buckets that are of several windows each, as midnight of a time zone may be within an hour; undefined where they are
 * many, or where nobody knows.
 */
function crossings(window: TimeWindow, division: TimeWindow, { from, to }: TimeSpan): TimeSpan[] | undefined {
  if (division.calendar !== undefined) {
    const { unit, zone } = division.calendar;
    const isSame = window.calendar?.zone === zone && NESTED[unit]?.includes(window.calendar.unit);
    return isSame ? [] : undefined;
  }
  if (window.length !== undefined) return window.length % (division.length ?? 0) === 0 ? [] : undefined;
  const found: TimeSpan[] = [];
  let count = 0;
  for (let start = window.floor(from); start < to; start = window.next(start)) {
    const begin = division.floor(start);
    if (begin !== start) found.push({ from: begin, to: division.next(begin) });
    if (found.length > MAX_PARTS || (count += 1) > MAX_BOUNDARIES) return undefined;
  }
  return found;
}
