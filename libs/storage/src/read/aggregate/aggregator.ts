import type { Connection } from 'mongoose';
import type { AggregatePlan } from '../../query/aggregate-plan.js';
import { instantAt } from '../bson-scalar.js';
import { Columns, scanColumns } from '../scan-columns.js';
import type { ReadOptions } from '../reading.js';
import { type Accumulator, accumulatorOf } from './accumulator.js';
import { type FilledRow, fillGaps, type Row } from './fill-gaps.js';
import { Grouping, MAX_ROWS, tooManyRows } from './grouping.js';

/** Beyond these milliseconds there are no dates in JavaScript. */
const END_OF_TIME = 8e15;

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
    const columns = new Columns();
    const by = plan.by.map(({ path }) => columns.add(path));
    const places = plan.measures.map(({ field }) => (field === undefined ? -1 : columns.add(field.path)));
    const needsTime =
      plan.window !== undefined || plan.measures.some(({ does }) => does === 'first' || does === 'last');
    const time = needsTime ? columns.add(plan.time.path) : -1;
    const accumulators = plan.measures.map(accumulatorOf);
    let grouping: Grouping | undefined;
    let skipped = 0;
    const records = await scanColumns(
      this.connection,
      plan,
      columns.paths,
      { maxTimeMS: this.maxTimeMS, ...options },
      (bson, locator) => {
        const { types, at } = locator;
        grouping ??= new Grouping(locator, by);
        const instant = time < 0 ? Number.NaN : instantAt(bson, types[time] as number, at[time] as number);
        const isOutOfTime = plan.window !== undefined && !(Math.abs(instant) < END_OF_TIME);
        if (isOutOfTime) {
          skipped += 1;
          return;
        }
        const window = plan.window === undefined ? 0 : plan.window.floor(instant);
        const group = grouping.numberOf(bson, window);
        for (let i = 0; i < accumulators.length; i += 1) {
          const place = places[i] as number;
          const type = place < 0 ? 0 : (types[place] as number);
          (accumulators[i] as Accumulator).add(group, bson, type, place < 0 ? 0 : (at[place] as number), instant);
        }
      },
    );
    const facts = {
      records,
      ...(plan.window === undefined ? {} : { skipped }),
      isExact: accumulators.every(({ isExact }) => isExact),
    };
    const rows = grouping === undefined ? emptyRows(plan) : rowsOf(plan, grouping, accumulators);
    return Buffer.from(`{"data":[${rows.join(',')}],"meta":${JSON.stringify(facts)}}`);
  }
}

function rowsOf(plan: AggregatePlan, grouping: Grouping, accumulators: readonly Accumulator[]): string[] {
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
function emptyRows(plan: AggregatePlan): string[] {
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
