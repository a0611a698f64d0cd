import type { AggregatePlan } from '../../query/aggregate-plan.js';
import type { Accumulator } from './accumulator.js';
import { type FilledRow, fillGaps, type Row } from './fill-gaps.js';
import { type Grouping, MAX_ROWS, tooManyRows } from './grouping.js';

/** Rows by group and window, filled as the plan says, as JSON texts. @throws SluiceError QUERY_TOO_LARGE */
export function rowsOf(plan: AggregatePlan, grouping: Grouping, accumulators: readonly Accumulator[]): string[] {
  const keys = [...grouping.keys.entries()].toSorted(([, a], [, b]) => compareKeys(a, b));
  const resultsOf = (group: number): string[] => accumulators.map((one) => one.result(group));
  if (plan.fill === 'none') {
    const found: FilledRow[][] = grouping.keys.map(() => []);
    for (const [group, { window, key }] of grouping.groups.entries()) {
      found[key]?.push({ window, texts: resultsOf(group) });
    }
    return keys.flatMap(([key, texts]) =>
      (found[key] ?? []).toSorted((a, b) => a.window - b.window).map((row) => rowText(plan, row, texts)),
    );
  }
  const windows = windowsOf(
    plan,
    grouping.groups.map(({ window }) => window),
  );
  if (windows.length * keys.length > MAX_ROWS) throw tooManyRows();
  return keys.flatMap(([key, texts]) => {
    const rows = windows.map((window): Row => {
      const group = grouping.find(key, window);
      return { window, texts: group === undefined ? undefined : resultsOf(group) };
    });
    return fillGaps(rows, plan.measures, plan.fill).map((row) => rowText(plan, row, texts));
  });
}

/** Without records a chart still shows the time that it was asked for; without windows there is one row of nothing. */
export function emptyRows(plan: AggregatePlan): string[] {
  if (plan.by.length > 0 || (plan.window !== undefined && plan.fill === 'none')) return [];
  const windows = plan.window === undefined ? [0] : windowsOf(plan, []);
  const rows = windows.map((window): Row => ({ window, texts: undefined }));
  const fill = plan.fill === 'zero' ? 'zero' : 'null';
  return fillGaps(rows, plan.measures, fill).map((row) => rowText(plan, row, []));
}

/** All windows from the begin to the end of the time asked for; where that is open, of the records found. */
function windowsOf({ window, from, to }: AggregatePlan, found: readonly number[]): number[] {
  const seen = found.toSorted((a, b) => a - b);
  if (window === undefined) return seen;
  const first = from === undefined ? seen[0] : window.floor(from);
  const end = to ?? (seen.length === 0 ? undefined : window.next(seen.at(-1) as number));
  const windows: number[] = [];
  if (first === undefined || end === undefined) return windows;
  for (let start = first; start < end; start = window.next(start)) {
    if (windows.push(start) > MAX_ROWS) throw tooManyRows();
  }
  return windows;
}

function rowText(
  { window: division, by, measures }: AggregatePlan,
  { window, texts }: FilledRow,
  key: readonly string[],
): string {
  const parts: string[] = [];
  if (division !== undefined) parts.push(`"window":"${new Date(window).toISOString()}"`);
  if (by.length > 0) parts.push(`"group":${objectText(by, key)}`);
  parts.push(`"values":${objectText(measures, texts)}`);
  return `{${parts.join(',')}}`;
}

function objectText(names: readonly { readonly name: string }[], texts: readonly string[]): string {
  return `{${names.map(({ name }, i) => `${JSON.stringify(name)}:${texts[i] ?? 'null'}`).join(',')}}`;
}

/** Null first, then numbers by size, then everything else by its text. */
function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [i, text] of a.entries()) {
    const other = b[i] ?? '';
    const [rank, otherRank] = [rankOf(text), rankOf(other)];
    const order =
      rank === 1 && otherRank === 1 ? Number(text) - Number(other) : text < other ? -1 : Number(text > other);
    if (rank !== otherRank) return rank - otherRank;
    if (order !== 0) return order;
  }
  return 0;
}

function rankOf(text: string): number {
  if (text === 'null') return 0;
  return /^-?\d/.test(text) ? 1 : 2;
}
