import { SluiceError } from '@sluice/contracts';
import type { mongo } from 'mongoose';
import { filterCondition, type Operator } from './filter.js';
import { knownField } from './known-field.js';
import { jsonOperand, textOperand } from './operand.js';
import type { QueryFields } from './query-field.js';

interface FilterHead {
  /** Name of the request's parameter, or its place in the body, for messages. */
  readonly parameter: string;
  readonly field: string;
  readonly operator: Operator;
}

/** A filter as a URL gave it: its value is a text. */
export interface RawFilter extends FilterHead {
  readonly text: string;
}

/** A filter as a JSON body gave it. */
export interface BodyFilter extends FilterHead {
  readonly value: unknown;
}

/** A filter, or a group of which all or any must hold. */
export type FilterNode =
  RawFilter | BodyFilter | { readonly and: readonly FilterNode[] } | { readonly or: readonly FilterNode[] };

const MAX_FILTERS = 100;
/** Groups within groups. */
export const MAX_DEPTH = 5;

type Condition = mongo.Filter<mongo.Document>;

/** The conditions of filters that must all hold. @throws SluiceError REQUEST_INVALID that names what is at fault */
export function filterConditions(fields: QueryFields, filters: readonly FilterNode[]): Condition[] {
  if (count(filters) > MAX_FILTERS) {
    throw new SluiceError('REQUEST_INVALID', `reading filters: at most ${MAX_FILTERS} are taken`, {
      context: { parameter: 'filters', expected: `at most ${MAX_FILTERS} filters`, example: 'class[in]=pos,neg' },
    });
  }
  return filters.map((filter) => condition(fields, filter, 0));
}

function condition(fields: QueryFields, node: FilterNode, depth: number): Condition {
  if (depth > MAX_DEPTH) {
    throw new SluiceError('REQUEST_INVALID', `reading where: groups nest at most ${MAX_DEPTH} deep`, {
      context: { parameter: 'where', expected: `at most ${MAX_DEPTH} groups within each other` },
    });
  }
  if ('and' in node) return { $and: node.and.map((part) => condition(fields, part, depth + 1)) };
  if ('or' in node) return { $or: node.or.map((part) => condition(fields, part, depth + 1)) };
  const { parameter, field, operator } = node;
  const operand = 'text' in node ? textOperand(node.text) : jsonOperand(node.value);
  return filterCondition(knownField(fields, field, parameter), operator, operand, parameter);
}

function count(nodes: readonly FilterNode[]): number {
  let found = 0;
  for (const node of nodes) found += 'and' in node ? count(node.and) : 'or' in node ? count(node.or) : 1;
  return found;
}
