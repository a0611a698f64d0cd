import { invalidParameter } from './invalid-parameter.js';
import { knownField } from './known-field.js';
import { mayBeNumber } from './measure.js';
import type { QueryField, QueryFields } from './query-field.js';
import { planSelection, type Selection, type SelectionRequest } from './selection.js';
import { distinctNames } from './split-list.js';

/** How a long series becomes a short one: what looks the same, or the smallest and largest of each stretch. */
export const SERIES_METHODS = ['lttb', 'minmax'] as const;
export type SeriesMethod = (typeof SERIES_METHODS)[number];

/** A request for series of a chart, not yet checked against the dataset. */
export interface SeriesRequest extends SelectionRequest {
  /** Lists of fields of numbers. */
  readonly fields?: readonly string[] | undefined;
  readonly method: SeriesMethod;
  /** Points of each series at most. */
  readonly points: number;
}

export interface SeriesPlan extends Selection {
  readonly fields: readonly QueryField[];
  readonly method: SeriesMethod;
  readonly points: number;
}

const MAX_SERIES = 20;

/** Checks a request against the fields of its dataset. @throws SluiceError REQUEST_INVALID that names the parameter */
export function planSeries(dataset: string, fields: QueryFields, request: SeriesRequest): SeriesPlan {
  const names = distinctNames(request.fields);
  const numeric = fields.list().find(({ types }) => types.has('number') || types.has('integer'))?.name ?? 'V1';
  if (names.length === 0 || names.length > MAX_SERIES) {
    throw invalidParameter('fields', `1 to ${MAX_SERIES} fields of numbers`, numeric);
  }
  const chosen = names.map((name) => knownField(fields, name, 'fields'));
  if (!chosen.every(mayBeNumber)) throw invalidParameter('fields', 'fields of numbers', numeric);
  const { method, points } = request;
  return { ...planSelection(dataset, fields, request), fields: chosen, method, points };
}
