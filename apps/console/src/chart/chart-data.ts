import type { Aggregate, Series } from '../api/answers.js';
import { type Json, writeJson } from '../api/json.js';
import { quoteName } from '../format/names.js';

export interface Line {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** What a chart draws: one list of instants in milliseconds, and as many values of each line. */
export interface ChartData {
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** Lowest and highest values behind the only line. */
  readonly band?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
  /** Lines have instants of their own, and go on over those that only others have. */
  readonly hasOwnTimes: boolean;
  /** Groups beyond those that are drawn. */
  readonly hidden: number;
}

const GROUPS = 8;

/** The name of a measure as the API takes and answers it. */
export function measureName(measure: string, field: string): string {
  return measure === 'count' ? 'count' : `${measure}(${quoteName(field)})`;
}

/** Series whose instants differ, on one list of instants. */
export function ofSeries({ data }: Series): ChartData {
  const times = [...new Set(data.flatMap(({ points }) => points.map(([time]) => time)))].sort((a, b) => a - b);
  const lines = data.map(({ field, points }) => {
    const values = new Map(points.map(([time, value]) => [time, Number(value)]));
    return { label: field, values: times.map((time) => values.get(time) ?? null) };
  });
  return { times, lines, hasOwnTimes: true, hidden: 0 };
}

/**
 * A line for each field, or for each of the groups with the most records.
 * @param ranked says which groups those are; what is followed keeps its lines by one that stays
 */
export function ofAggregate(
  { data }: Aggregate,
  measure: string,
  fields: readonly string[],
  by: string | undefined,
  ranked: Aggregate = { data, meta: { records: 0, isExact: true } },
): ChartData {
  const times = [...new Set(data.flatMap(({ window }) => (window === undefined ? [] : [Date.parse(window)])))];
  times.sort((a, b) => a - b);
  const place = new Map(times.map((time, i) => [time, i]));
  const groups = new Map<string, Map<string, (number | null)[]>>();
  const wanted = measure === 'count' ? ['count'] : fields.map((field) => measureName(measure, field));
  const bands = fields.length === 1 ? ['min', 'max'].map((one) => measureName(one, fields[0] ?? '')) : [];
  for (const { window, group, values } of data) {
    const key = by === undefined ? '' : groupLabel(group?.[by]);
    const at = place.get(Date.parse(window ?? '')) ?? -1;
    const known = groups.get(key) ?? new Map<string, (number | null)[]>();
    groups.set(key, known);
    for (const name of [...wanted, ...bands]) {
      const column = known.get(name) ?? times.map(() => null);
      known.set(name, column);
      if (at >= 0) column[at] = numberOf(values[name]);
    }
  }
  const records = recordsByGroup(ranked, by);
  const shown = [...groups].sort(([a], [b]) => (records.get(b) ?? 0) - (records.get(a) ?? 0)).slice(0, GROUPS);
  const lines = shown.flatMap(([key, columns]) =>
    wanted.map((name, i) => ({
      label: by === undefined ? labelOf(measure, fields[i]) : wanted.length > 1 ? `${key} · ${fields[i]}` : key,
      values: columns.get(name) ?? [],
    })),
  );
  const [low, high] = bands.map((name) => shown[0]?.[1].get(name));
  const hasBand = lines.length === 1 && low !== undefined && high !== undefined && low.some((value) => value !== null);
  return {
    times,
    lines,
    ...(hasBand ? { band: { low, high } } : {}),
    hasOwnTimes: false,
    hidden: groups.size - shown.length,
  };
}

function recordsByGroup({ data }: Aggregate, by: string | undefined): Map<string, number> {
  const records = new Map<string, number>();
  for (const { group, values } of data) {
    const key = by === undefined ? '' : groupLabel(group?.[by]);
    records.set(key, (records.get(key) ?? 0) + (numberOf(values['count']) ?? 0));
  }
  return records;
}

function labelOf(measure: string, field: string | undefined): string {
  return measure === 'count' ? 'records' : (field ?? '');
}

function groupLabel(value: Json | undefined): string {
  return typeof value === 'string' ? value : writeJson(value ?? null);
}

function numberOf(value: Json | undefined): number | null {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : null;
}
