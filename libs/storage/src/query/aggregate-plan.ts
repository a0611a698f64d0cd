import { invalidParameter } from './invalid-parameter.js';
import { knownField } from './known-field.js';
import { type Measure, readMeasures } from './measure.js';
import type { QueryField, QueryFields } from './query-field.js';
import { planSelection, type Selection, type SelectionRequest } from './selection.js';
import { distinctNames } from './split-list.js';
import { type TimeWindow, timeWindow } from './time-window.js';

/** What stands in a window without records: no row at all, null, zero, the row before, or between both neighbours. */
export const FILLS = ['none', 'null', 'zero', 'previous', 'linear'] as const;
export type Fill = (typeof FILLS)[number];

/** A request for an aggregate, not yet checked against the dataset. */
export interface AggregateRequest extends SelectionRequest {
  /** Such as `5m` or `day`; without one all records are in one window. */
  readonly window?: string | undefined;
  /** IANA time zone of windows of the calendar. */
  readonly zone?: string | undefined;
  readonly fill: Fill;
  /** Lists of fields whose values make groups. */
  readonly by?: readonly string[] | undefined;
  /** Lists of measures; by default the count of records. */
  readonly measures?: readonly string[] | undefined;
}

/** An aggregate as it is computed. */
export interface AggregatePlan extends Selection {
  readonly window?: TimeWindow;
  readonly fill: Fill;
  readonly by: readonly QueryField[];
  readonly measures: readonly Measure[];
}

const MAX_BY = 8;

/** Checks a request against the fields of its dataset. @throws SluiceError REQUEST_INVALID that names the parameter */
export function planAggregate(dataset: string, fields: QueryFields, request: AggregateRequest): AggregatePlan {
  const { window, zone, fill } = request;
  if (window === undefined && zone !== undefined) throw invalidParameter('window', 'a window for the zone', 'day');
  if (window === undefined && fill !== 'none') throw invalidParameter('window', 'a window to fill', '1h');
  const names = distinctNames(request.by);
  if (names.length > MAX_BY) throw invalidParameter('by', `at most ${MAX_BY} fields`, names[0] ?? '');
  return {
    ...planSelection(dataset, fields, request),
    ...(window === undefined ? {} : { window: timeWindow(window, zone) }),
    fill,
    by: names.map((name) => knownField(fields, name, 'by')),
    measures: readMeasures(fields, request.measures ?? ['count'], 'measures'),
  };
}
