import { SluiceError } from '@sluice/contracts';
import type { mongo } from 'mongoose';
import { fieldExpression, isPlainPath } from './field-expression.js';
import { expectedValue, parseValue } from './parse-value.js';
import type { QueryField } from './query-field.js';
import { splitList } from './split-list.js';

export const OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'exists', 'prefix'] as const;
export type Operator = (typeof OPERATORS)[number];

type Condition = mongo.Filter<mongo.Document>;
type Comparison = '$gt' | '$gte' | '$lt' | '$lte';

const MAX_LIST = 1_000;

/**
 * The condition that a filter such as `class[in]=pos,neg` stands for. Values reach MongoDB as literals only, and names
 * as paths of the dataset. `ne` and `nin` also take records without the field.
 * @param parameter name of the request's parameter, for messages
 * @throws SluiceError REQUEST_INVALID that names the parameter, what is expected and an example
 */
export function filterCondition(field: QueryField, operator: Operator, text: string, parameter: string): Condition {
  const say = isPlainPath(field.path) ? matchLanguage(field.path.join('.')) : expressions(field.path);
  switch (operator) {
    case 'exists':
      if (text !== 'true' && text !== 'false') throw wrong(parameter, text, 'true or false', 'true');
      return say.exists(text === 'true');
    case 'prefix':
      if (field.isDate || (field.types.size > 0 && !field.types.has('string') && !field.types.has('array'))) {
        throw wrong(parameter, text, 'a field of texts', `${field.name}[eq]=${expectedValue(field).example}`);
      }
      return say.prefix(text);
    case 'eq':
      return say.oneOf(values(field, [text], parameter));
    case 'ne':
      return say.noneOf(values(field, [text], parameter));
    case 'in':
      return say.oneOf(values(field, listOf(text, parameter), parameter));
    case 'nin':
      return say.noneOf(values(field, listOf(text, parameter), parameter));
    default:
      return say.compare(`$${operator}`, ordered(field, text, parameter));
  }
}

function listOf(text: string, parameter: string): string[] {
  const parts = splitList(text);
  if (parts.length > MAX_LIST) throw wrong(parameter, undefined, `at most ${MAX_LIST} values`, 'pos,neg');
  return parts;
}

function values(field: QueryField, texts: readonly string[], parameter: string): unknown[] {
  return texts.flatMap((text) => {
    const found = parseValue(field, text);
    if (found.length > 0) return found;
    const { expected, example } = expectedValue(field);
    throw wrong(parameter, text, expected, example);
  });
}

/** A number where the text can be one, else every other value that has an order. */
function ordered(field: QueryField, text: string, parameter: string): unknown[] {
  const found = values(field, [text], parameter).filter((value) => value !== null && typeof value !== 'boolean');
  const numbers = found.filter((value) => kindOf(value) === 'number');
  if (found.length > 0) return numbers.length > 0 ? numbers : found;
  const { expected, example } = expectedValue(field);
  throw wrong(parameter, text, field.types.has('boolean') ? 'a field whose values have an order' : expected, example);
}

function wrong(parameter: string, text: string | undefined, expected: string, example: string): SluiceError {
  const found = text === undefined ? '' : `, not ${JSON.stringify(text.slice(0, 100))}`;
  return new SluiceError('REQUEST_INVALID', `reading parameter ${parameter}: ${expected} is expected${found}`, {
    context: { parameter, expected, example },
  });
}

interface Language {
  exists(wanted: boolean): Condition;
  prefix(text: string): Condition;
  oneOf(values: readonly unknown[]): Condition;
  noneOf(values: readonly unknown[]): Condition;
  /** Any of the values; each is compared with values of its own kind. */
  compare(comparison: Comparison, values: readonly unknown[]): Condition;
}

function matchLanguage(path: string): Language {
  return {
    exists: (wanted) => ({ [path]: { $exists: wanted } }),
    prefix: (text) => ({ [path]: { $regex: `^${text.replaceAll(/[^\p{L}\p{N}_ ]/gu, String.raw`\$&`)}` } }),
    oneOf: (values) => ({ [path]: { $in: [...values] } }),
    noneOf: (values) => ({ [path]: { $nin: [...values] } }),
    compare: (comparison, values) => anyOf(values.map((value) => ({ [path]: { [comparison]: value } }))),
  };
}

/** For names that the match language cannot say. Arrays are compared as a whole. */
function expressions(path: readonly string[]): Language {
  const field = fieldExpression(path);
  const type = { $type: field };
  const literal = (value: unknown) => ({ $literal: value });
  const isEqual = (value: unknown): object =>
    value === null ? { $in: [type, ['missing', 'null', 'undefined']] } : { $eq: [field, literal(value)] };
  const isString = { $eq: [type, 'string'] };
  const isKind = { number: { $isNumber: field }, string: isString, date: { $eq: [type, 'date'] } };
  // NaN is below all numbers here and no number in the match language.
  const isNumeric = { $gte: [field, literal(-Infinity)] };
  return {
    exists: (wanted) => ({ $expr: { [wanted ? '$ne' : '$eq']: [type, 'missing'] } }),
    prefix: (text) => ({ $expr: { $cond: [isString, { $eq: [{ $indexOfCP: [field, literal(text)] }, 0] }, false] } }),
    oneOf: (values) => ({ $expr: { $or: values.map(isEqual) } }),
    noneOf: (values) => ({ $expr: { $not: [{ $or: values.map(isEqual) }] } }),
    compare: (comparison, values) =>
      anyOf(
        values.map((value) => {
          const kind = kindOf(value);
          const parts = [isKind[kind], { [comparison]: [field, literal(value)] }];
          return { $expr: { $and: kind === 'number' ? [...parts, isNumeric] : parts } };
        }),
      ),
  };
}

function anyOf(conditions: readonly Condition[]): Condition {
  const [only, ...others] = conditions;
  return only !== undefined && others.length === 0 ? only : { $or: [...conditions] };
}

function kindOf(value: unknown): 'number' | 'string' | 'date' {
  if (value instanceof Date) return 'date';
  return typeof value === 'string' ? 'string' : 'number';
}

export const MAX_FILTERS = 100;
