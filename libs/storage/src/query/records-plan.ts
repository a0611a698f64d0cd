import { SluiceError, STORED_ID, STORED_TIMESTAMP } from '@sluice/contracts';
import { nearest } from '@sluice/settings';
import type { mongo } from 'mongoose';
import { type Projection, projectionOf } from '../read/projection.js';
import { decodeCursor } from './cursor.js';
import { isPlainPath } from './field-expression.js';
import { filterCondition, MAX_FILTERS, type Operator, OPERATORS } from './filter.js';
import { parseTime } from './parse-value.js';
import type { QueryField, QueryFields } from './query-field.js';
import { afterInExpressions, afterInMatchLanguage, isPlainSort, type SortKey } from './sort-order.js';
import { splitList, splitNames } from './split-list.js';

/** A filter as the request gave it. */
export interface RawFilter {
  /** Name of the request's parameter, for messages. */
  readonly parameter: string;
  readonly field: string;
  readonly operator: Operator;
  readonly text: string;
}

/** A request for records, not yet checked against the dataset. */
export interface RecordsRequest {
  readonly filters: readonly RawFilter[];
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly sort?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A page of records as MongoDB is asked for it. Nothing in it but literals comes from outside. */
export interface RecordsPlan {
  readonly dataset: string;
  readonly filter: mongo.Filter<mongo.Document>;
  readonly keys: readonly SortKey[];
  /** Names the sort within a cursor. */
  readonly sort: string;
  /** Whether `find` can sort; else by computed keys. */
  readonly isPlainSort: boolean;
  readonly limit: number;
  readonly projection?: Projection;
  /** Paths that the store needs to send; absent for whole records. */
  readonly paths?: readonly string[];
}

/** Checks a request against the fields of its dataset. @throws SluiceError REQUEST_INVALID that names the parameter */
export function planRecords(dataset: string, fields: QueryFields, request: RecordsRequest): RecordsPlan {
  const keys = sortKeys(fields, request.sort);
  const sort = keys.map(({ field, direction }) => `${direction}${JSON.stringify(field.path)}`).join();
  const plain = isPlainSort(keys);
  const conditions = [...timeRange(request), ...filterConditions(fields, request.filters)];
  if (request.cursor !== undefined) {
    const values = decodeCursor(request.cursor, dataset, sort, keys.length);
    conditions.push(plain ? afterInMatchLanguage(keys, values) : afterInExpressions(keys, values));
  }
  return {
    dataset,
    filter: conditions.length === 0 ? {} : { $and: conditions },
    keys,
    sort,
    isPlainSort: plain,
    limit: request.limit,
    ...projected(fields, request.fields, keys, plain),
  };
}

function filterConditions(fields: QueryFields, filters: readonly RawFilter[]) {
  if (filters.length > MAX_FILTERS) {
    throw new SluiceError('REQUEST_INVALID', `reading filters: at most ${MAX_FILTERS} are taken`);
  }
  return filters.map(({ parameter, field, operator, text }) =>
    filterCondition(known(fields, field, parameter), operator, text, parameter),
  );
}

function timeRange({ from, to }: RecordsRequest): mongo.Filter<mongo.Document>[] {
  const range = [
    ...(from === undefined ? [] : [['$gte', time(from, 'from')]]),
    ...(to === undefined ? [] : [['$lt', time(to, 'to')]]),
  ];
  return range.length === 0 ? [] : [{ [STORED_TIMESTAMP]: Object.fromEntries(range) as object }];
}

function time(text: string, parameter: string): Date {
  const instant = parseTime(text);
  if (instant !== undefined) return instant;
  const expected = 'a date or date-time';
  throw new SluiceError('REQUEST_INVALID', `reading parameter ${parameter}: ${expected} is expected`, {
    context: { parameter, expected, example: '2015-02-04T17:51:00Z' },
  });
}

/** Always ends with the id, so that the order is total. */
function sortKeys(fields: QueryFields, sort: string = STORED_TIMESTAMP): SortKey[] {
  const keys: SortKey[] = [];
  for (const part of splitList(sort)) {
    const isDescending = part.startsWith('-');
    const [name = ''] = splitNames(isDescending ? part.slice(1) : part);
    const field = known(fields, name, 'sort');
    if (keys.some((key) => key.field.name === name)) continue;
    keys.push({ field, direction: isDescending ? -1 : 1 });
    if (name === STORED_ID) return keys;
  }
  return [...keys, { field: known(fields, STORED_ID, 'sort'), direction: keys.at(-1)?.direction ?? 1 }];
}

function projected(
  fields: QueryFields,
  lists: readonly string[] | undefined,
  keys: readonly SortKey[],
  plain: boolean,
): Pick<RecordsPlan, 'projection' | 'paths'> {
  if (lists === undefined || lists.length === 0) return {};
  const wanted = lists.flatMap(splitNames).map((name) => known(fields, name, 'fields').path);
  const projection = projectionOf(wanted);
  const needed = [...wanted, ...keys.map(({ field }) => field.path)];
  if (!plain || !needed.every(isPlainPath)) return { projection };
  const paths = new Set(needed.map((path) => path.join('.')));
  return { projection, paths: [...paths].filter((path) => !hasOuter(paths, path)) };
}

/** MongoDB refuses a projection of a field together with a part of it. */
function hasOuter(paths: ReadonlySet<string>, path: string): boolean {
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    if (paths.has(path.slice(0, dot))) return true;
  }
  return false;
}

function known(fields: QueryFields, name: string, parameter: string): QueryField {
  const field = fields.find(name);
  if (field) return field;
  const near = suggestion(fields, name);
  const hint = near === undefined ? '' : `; ${near.text}`;
  throw new SluiceError(
    'REQUEST_INVALID',
    `reading parameter ${parameter}: the dataset has no field ${JSON.stringify(name)}${hint}`,
    { context: { parameter, expected: 'a field of the dataset', ...(near ? { example: near.example } : {}) } },
  );
}

function suggestion(fields: QueryFields, name: string): { text: string; example: string } | undefined {
  const [, before] = /^(.*)\[[^\]]*\]$/s.exec(name) ?? [];
  if (before !== undefined && fields.find(before)) {
    return { text: `the operators are ${OPERATORS.join(', ')}`, example: `${before}[eq]` };
  }
  const near = nearest(name, fields.names());
  return near === undefined ? undefined : { text: `did you mean ${JSON.stringify(near)}?`, example: near };
}
