import { STORED_ID, STORED_TIMESTAMP } from '@sluice/contracts';
import { type Projection, projectionOf } from '../read/projection.js';
import { decodeCursor } from './cursor.js';
import { isPlainPath } from './field-expression.js';
import { knownField } from './known-field.js';
import type { QueryField, QueryFields } from './query-field.js';
import { allOf, planSelection, type Selection, type SelectionRequest } from './selection.js';
import { afterInExpressions, afterInMatchLanguage, isPlainSort, type SortKey } from './sort-order.js';
import { splitList, splitNames } from './split-list.js';

/** A request for records, not yet checked against the dataset. */
export interface RecordsRequest extends SelectionRequest {
  /** Lists of names, separated by commas. */
  readonly fields?: readonly string[] | undefined;
  /** Names separated by commas, `-` before one for descending. */
  readonly sort?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A page of records as MongoDB is asked for it. Nothing in it but literals comes from outside. */
export interface RecordsPlan extends Selection {
  readonly keys: readonly SortKey[];
  /** Names the sort within a cursor. */
  readonly sort: string;
  /** Whether `find` can sort; else by computed keys. */
  readonly isPlainSort: boolean;
  readonly limit: number;
  /** Absent on the first page. Backwards, keys and filter are turned round, and so are the records that come. */
  readonly cursor?: 'forwards' | 'backwards';
  /** The fields that were asked for, in that order; absent for whole records. */
  readonly columns?: readonly QueryField[];
  readonly projection?: Projection;
  /** Paths that the store needs to send; absent for whole records. */
  readonly paths?: readonly string[];
}

/** Checks a request against the fields of its dataset. @throws SluiceError REQUEST_INVALID that names the parameter */
export function planRecords(dataset: string, fields: QueryFields, request: RecordsRequest): RecordsPlan {
  const keys = sortKeys(fields, request.sort);
  const sort = keys.map(({ field, direction }) => `${direction}${JSON.stringify(field.path)}`).join();
  const plain = isPlainSort(keys);
  const plan = {
    ...planSelection(dataset, fields, request),
    keys,
    sort,
    isPlainSort: plain,
    limit: request.limit,
    ...projected(fields, request.fields, keys, plain),
  };
  if (request.cursor === undefined) return plan;
  const { values, isBackwards } = decodeCursor(request.cursor, dataset, sort, keys.length);
  if (!isBackwards) return { ...planAfter(plan, values), cursor: 'forwards' };
  return { ...planAfter({ ...plan, keys: keys.map(turned) }, values), cursor: 'backwards' };
}

/** The plan for what comes after a record whose sort keys have these values. */
export function planAfter(plan: RecordsPlan, values: readonly unknown[]): RecordsPlan {
  const { keys, filter } = plan;
  const after = plan.isPlainSort ? afterInMatchLanguage(keys, values) : afterInExpressions(keys, values);
  const before = Object.keys(filter).length === 0 ? [] : [filter];
  return { ...plan, filter: allOf([...before, after]) };
}

function turned({ field, direction }: SortKey): SortKey {
  return { field, direction: direction === 1 ? -1 : 1 };
}

/** Always ends with the id, so that the order is total. */
function sortKeys(fields: QueryFields, sort: string = STORED_TIMESTAMP): SortKey[] {
  const keys: SortKey[] = [];
  for (const part of splitList(sort)) {
    const isDescending = part.startsWith('-');
    const [name = ''] = splitNames(isDescending ? part.slice(1) : part);
    const field = knownField(fields, name, 'sort');
    if (keys.some((key) => key.field.name === name)) continue;
    keys.push({ field, direction: isDescending ? -1 : 1 });
    if (name === STORED_ID) return keys;
  }
  return [...keys, { field: knownField(fields, STORED_ID, 'sort'), direction: keys.at(-1)?.direction ?? 1 }];
}

function projected(
  fields: QueryFields,
  lists: readonly string[] | undefined,
  keys: readonly SortKey[],
  plain: boolean,
): Pick<RecordsPlan, 'projection' | 'paths' | 'columns'> {
  if (lists === undefined || lists.length === 0) return {};
  const columns = lists.flatMap(splitNames).map((name) => knownField(fields, name, 'fields'));
  const wanted = columns.map(({ path }) => path);
  const projection = projectionOf(wanted);
  const needed = [...wanted, ...keys.map(({ field }) => field.path)];
  if (!plain || !needed.every(isPlainPath)) return { columns, projection };
  return { columns, projection, paths: outermost(needed) };
}

/** MongoDB refuses a projection of a field together with a part of it. */
export function outermost(needed: readonly (readonly string[])[]): string[] {
  const paths = new Set(needed.map((path) => path.join('.')));
  return [...paths].filter((path) => !hasOuter(paths, path));
}

function hasOuter(paths: ReadonlySet<string>, path: string): boolean {
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    if (paths.has(path.slice(0, dot))) return true;
  }
  return false;
}
