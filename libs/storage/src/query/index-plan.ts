import { STORED_ID, STORED_TIMESTAMP } from '@sluice/contracts';
import { latestIndex } from '../read/latest/latest-pipeline.js';
import { isPlainPath } from './field-expression.js';
import type { FilterNode } from './filter-tree.js';
import { invalidParameter } from './invalid-parameter.js';
import { knownField } from './known-field.js';
import type { QueryFields } from './query-field.js';
import type { SelectionRequest } from './selection.js';
import { splitList, splitNames } from './split-list.js';

/** A request for an index: fields in their order as a sort has them, or the key whose latest records are wanted. */
export interface IndexRequest {
  readonly fields?: string | undefined;
  readonly latest?: string | undefined;
}

const MAX_FIELDS = 8;

/** Checks a request against the fields of its dataset. @throws SluiceError REQUEST_INVALID that names the parameter */
export function planIndex(fields: QueryFields, { fields: list, latest }: IndexRequest): Map<string, 1 | -1> {
  if ((list === undefined) === (latest === undefined))
    throw invalidParameter('fields', 'either fields or latest', 'V1');
  if (latest !== undefined) return new Map(Object.entries(latestIndex(pathOf(fields, latest, 'latest'))));
  const keys = new Map<string, 1 | -1>();
  for (const part of splitList(list ?? '')) {
    const isDescending = part.startsWith('-');
    const [name = ''] = splitNames(isDescending ? part.slice(1) : part);
    keys.set(pathOf(fields, name, 'fields'), isDescending ? -1 : 1);
  }
  if (keys.size > MAX_FIELDS) throw invalidParameter('fields', `at most ${MAX_FIELDS} fields`, 'V1');
  return keys;
}

function pathOf(fields: QueryFields, name: string, parameter: string): string {
  const { path } = knownField(fields, name, parameter);
  if (isPlainPath(path)) return path.join('.');
  throw invalidParameter(parameter, 'a field whose name has no dot and no $ in front', 'V1');
}

const EQUAL: ReadonlySet<string> = new Set(['eq', 'in']);
const RANGED: ReadonlySet<string> = new Set(['gt', 'gte', 'lt', 'lte', 'prefix']);

/**
 * The index that would spare a query most: fields that are compared for equality, then those of the sort, then those of
 * ranges; as the sort that an index is asked for by. Undefined where none would help, or where there is one already.
 * @param existing keys of the indexes there are
 */
export function adviseIndex(
  fields: QueryFields,
  request: SelectionRequest & { readonly sort?: string | undefined },
  existing: readonly Readonly<Record<string, number>>[],
): string | undefined {
  const filters = request.filters.flatMap(conjuncts);
  const wanted = new Map<string, '' | '-'>();
  const add = (name: string, sign: '' | '-' = ''): void => {
    const path = fields.find(name)?.path;
    if (path !== undefined && isPlainPath(path) && !wanted.has(name) && wanted.size < MAX_FIELDS)
      wanted.set(name, sign);
  };
  for (const { field, operator } of filters) if (EQUAL.has(operator)) add(field);
  for (const part of splitList(request.sort ?? '').filter(Boolean)) {
    const isDescending = part.startsWith('-');
    add(splitNames(isDescending ? part.slice(1) : part)[0] ?? '', isDescending ? '-' : '');
  }
  for (const { field, operator } of filters) if (RANGED.has(operator)) add(field);
  if (request.from !== undefined || request.to !== undefined) add(request.timeField ?? STORED_TIMESTAMP);
  const names = [...wanted.keys()];
  const isThere = existing.some((keys) => names.every((name, i) => Object.keys(keys)[i] === name));
  if (names.length === 0 || isThere || names[0] === STORED_ID) return undefined;
  return names.map((name) => `${wanted.get(name) ?? ''}${quoted(name)}`).join();
}

interface Leaf {
  readonly field: string;
  readonly operator: string;
}

/** What must hold in any case. */
function conjuncts(node: FilterNode): Leaf[] {
  if ('and' in node) return node.and.flatMap(conjuncts);
  return 'or' in node ? [] : [node];
}

function quoted(name: string): string {
  return /^[\w. ]+$/.test(name) ? name : JSON.stringify(name);
}
