import type { Aggregate, AggregateRow } from '../api/answers.js';
import type { ServerEvent } from '../api/event-reader.js';
import { parseJson } from '../api/json.js';
import { isCalendar, WINDOWS } from './windows.js';

/** What the stream of an aggregate sends for windows that changed. */
interface Rows extends Aggregate {
  readonly from: string;
  readonly to: string;
}

const MOST_GAPS = 5_000;

/** An aggregate after an event of its stream: all of it anew, or the rows of some windows in place of those before. */
export function afterEvent(before: Aggregate | undefined, { event, data }: ServerEvent): Aggregate | undefined {
  if (event === 'snapshot') return parseJson(data) as Aggregate; // as the route's documentation says
  if (event !== 'rows' || before === undefined) return before;
  const told = parseJson(data) as Rows;
  const [from, to] = [Date.parse(told.from), Date.parse(told.to)];
  const isTold = ({ window = '' }: AggregateRow): boolean => Date.parse(window) >= from && Date.parse(window) < to;
  const gone = before.data.filter(isTold);
  const kept = before.data.filter((row) => !isTold(row));
  const records = before.meta.records - recordsOf(gone) + recordsOf(told.data);
  return { data: [...kept, ...told.data], meta: { ...before.meta, records } };
}

function recordsOf(rows: readonly AggregateRow[]): number {
  return rows.reduce((sum, { values }) => sum + Number(values['count'] ?? 0), 0);
}

/** The same with a row for each window between others that has no records, as `fill` gives where nothing is followed. */
export function withGaps({ data, meta }: Aggregate, window: string): Aggregate {
  const step = WINDOWS.find(({ name }) => name === window)?.ms;
  if (step === undefined || isCalendar(window)) return { data, meta };
  const times = data.map(({ window = '' }) => Date.parse(window)).sort((a, b) => a - b);
  const gaps: AggregateRow[] = [];
  times.forEach((time, i) => {
    const next = times[i + 1] ?? time;
    for (let at = time + step; at < next && gaps.length < MOST_GAPS; at += step) {
      gaps.push({ window: new Date(at).toISOString(), values: { count: 0 } });
    }
  });
  return { data: [...data, ...gaps], meta };
}
