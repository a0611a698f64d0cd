import { STORED_TIMESTAMP } from '@sluice/contracts';
import type { mongo } from 'mongoose';
import { isPlainPath } from './field-expression.js';
import { type FilterNode, filterConditions } from './filter-tree.js';
import { invalidParameter } from './invalid-parameter.js';
import { knownField } from './known-field.js';
import { parseTime } from './parse-value.js';
import type { QueryField, QueryFields } from './query-field.js';

type Condition = mongo.Filter<mongo.Document>;

/** Which records a request is about, not yet checked against the dataset. */
export interface SelectionRequest {
  /** All must hold. */
  readonly filters: readonly FilterNode[];
  /** Begin of the time range, inclusive. */
  readonly from?: string | undefined;
  /** End of the time range, exclusive. */
  readonly to?: string | undefined;
  /** Field of dates that the time range is about; by default the record's timestamp. */
  readonly timeField?: string | undefined;
}

/** A selection as MongoDB is asked for it. Nothing in it but literals comes from outside. */
export interface Selection {
  readonly dataset: string;
  readonly filter: Condition;
  readonly time: QueryField;
  /** Milliseconds since the epoch; inclusive. */
  readonly from?: number;
  /** Milliseconds since the epoch; exclusive. */
  readonly to?: number;
}

/** Checks a request against the fields of its dataset. @throws SluiceError REQUEST_INVALID that names the parameter */
export function planSelection(dataset: string, fields: QueryFields, request: SelectionRequest): Selection {
  const time = timeField(fields, request.timeField);
  const from = request.from === undefined ? undefined : instant(request.from, 'from');
  const to = request.to === undefined ? undefined : instant(request.to, 'to');
  const conditions = [...timeRange(time, from, to), ...filterConditions(fields, request.filters)];
  return {
    dataset,
    filter: allOf(conditions),
    time,
    ...(from ? { from: from.getTime() } : {}),
    ...(to ? { to: to.getTime() } : {}),
  };
}

/** One condition of all that must hold. */
export function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? {} : { $and: [...conditions] };
}

function timeField(fields: QueryFields, name: string = STORED_TIMESTAMP): QueryField {
  const field = knownField(fields, name, 'timeField');
  if (field.isDate && isPlainPath(field.path)) return field;
  const example = fields.list().find((one) => one.isDate && one.name !== STORED_TIMESTAMP)?.name ?? STORED_TIMESTAMP;
  throw invalidParameter('timeField', 'a field of dates', example);
}

/** The conditions of a time range, none where it is open at both ends; `from` is inclusive, `to` exclusive. */
export function timeRange(field: QueryField, from: Date | undefined, to: Date | undefined): Condition[] {
  if (from === undefined && to === undefined) return [];
  const range = { ...(from ? { $gte: from } : {}), ...(to ? { $lt: to } : {}) };
  return [{ [field.path.join('.')]: range }];
}

function instant(text: string, parameter: string): Date {
  const found = parseTime(text);
  if (found !== undefined) return found;
  throw invalidParameter(parameter, 'a date or date-time', '2015-02-04T17:51:00Z');
}
