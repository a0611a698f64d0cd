import { SluiceError } from '@sluice/contracts';
import type { mongo } from 'mongoose';
import { fieldExpression, isPlainPath } from './field-expression.js';
import type { Operand } from './operand.js';
import { expectedValue } from './parse-value.js';
import type { QueryField } from './query-field.js';

export const OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'exists', 'prefix', 'contains'] as const;
export type Operator = (typeof OPERATORS)[number];

type Condition = mongo.Filter<mongo.Document>;
type Comparison = '$gt' | '$gte' | '$lt' | '$lte';

const MAX_LIST = 1_000;
/** Characters of a text that is looked for within others. */
const MAX_PART = 200;

/**
 * The condition that a filter such as `class[in]=pos,neg` stands for. Values reach MongoDB as literals only, and names
 * as paths of the dataset. `ne` and `nin` also take records without the field.
 * @param parameter name of the request's parameter, for messages
 * @throws SluiceError REQUEST_INVALID that names the parameter, what is expected and an example
 */
export function filterCondition(
  field: QueryField,
  operator: Operator,
  operand: Operand,
  parameter: string,
): mongo.Filter<mongo.Document> {
  const say = isPlainPath(field.path) ? matchLanguage(field.path.join('.')) : expressions(field.path);
  switch (operator) {
    case 'exists': {
      const wanted = operand.flag();
      if (wanted === undefined) throw wrong(parameter, operand, 'true or false', 'true');
      return say.exists(wanted);
    }
    case 'prefix':
      return say.prefix(partOf(field, operand, parameter));
    case 'contains':
      return say.contains(partOf(field, operand, parameter));
    case 'eq':
      return say.oneOf(values(field, [operand], parameter));
    case 'ne':
      return say.noneOf(values(field, [operand], parameter));
    case 'in':
      return say.oneOf(values(field, listOf(operand, parameter), parameter));
    case 'nin':
      return say.noneOf(values(field, listOf(operand, parameter), parameter));
    default:
      return say.compare(`$${operator}`, ordered(field, operand, parameter));
  }
}

/** The part of a text that `prefix` and `contains` look for. */
function partOf(field: QueryField, operand: Operand, parameter: string): string {
  if (field.isDate || (field.types.size > 0 && !field.types.has('string') && !field.types.has('array'))) {
    throw wrong(parameter, operand, 'a field of texts', `${field.name}[eq]=${expectedValue(field).example}`);
  }
  const text = operand.text();
  if (text === undefined || text.length > MAX_PART) {
    throw wrong(parameter, operand, `a text of at most ${MAX_PART} characters`, 'po');
  }
  return text;
}

function listOf(operand: Operand, parameter: string): Operand[] {
  const parts = operand.list();
  if (parts === undefined) throw wrong(parameter, operand, 'a list of values', '["pos","neg"]');
  if (parts.length > MAX_LIST) throw wrong(parameter, undefined, `at most ${MAX_LIST} values`, 'pos,neg');
  return parts;
}

function values(field: QueryField, operands: readonly Operand[], parameter: string): unknown[] {
  return operands.flatMap((operand) => {
    const found = operand.values(field);
    if (found.length > 0) return found;
    const { expected, example } = expectedValue(field);
    throw wrong(parameter, operand, expected, example);
  });
}

/** A number where the operand can be one, else every other value that has an order. */
function ordered(field: QueryField, operand: Operand, parameter: string): unknown[] {
  const found = values(field, [operand], parameter).filter((value) => value !== null && typeof value !== 'boolean');
  const numbers = found.filter((value) => kindOf(value) === 'number');
  if (found.length > 0) return numbers.length > 0 ? numbers : found;
  const { expected, example } = expectedValue(field);
  throw wrong(
    parameter,
    operand,
    field.types.has('boolean') ? 'a field whose values have an order' : expected,
    example,
  );
}

function wrong(parameter: string, operand: Operand | undefined, expected: string, example: string): SluiceError {
  const found = operand === undefined ? '' : `, not ${operand.shown}`;
  return new SluiceError('REQUEST_INVALID', `reading parameter ${parameter}: ${expected} is expected${found}`, {
    context: { parameter, expected, example },
  });
}

interface Language {
  exists(wanted: boolean): Condition;
  prefix(text: string): Condition;
  contains(text: string): Condition;
  oneOf(values: readonly unknown[]): Condition;
  noneOf(values: readonly unknown[]): Condition;
  /** Any of the values; each is compared with values of its own kind. */
  compare(comparison: Comparison, values: readonly unknown[]): Condition;
}

function matchLanguage(path: string): Language {
  return {
    exists: (wanted) => ({ [path]: { $exists: wanted } }),
    prefix: (text) => ({ [path]: { $regex: `^${literalPattern(text)}` } }),
    contains: (text) => ({ [path]: { $regex: literalPattern(text) } }),
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
    contains: (text) => ({
      $expr: { $cond: [isString, { $gte: [{ $indexOfCP: [field, literal(text)] }, 0] }, false] },
    }),
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

/** A regular expression that matches exactly this text. */
function literalPattern(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}_ ]/gu, (mark) => (mark === '\0' ? String.raw`\x00` : `\\${mark}`));
}

function anyOf(conditions: readonly Condition[]): Condition {
  const [only, ...others] = conditions;
  return only !== undefined && others.length === 0 ? only : { $or: [...conditions] };
}

function kindOf(value: unknown): 'number' | 'string' | 'date' {
  if (value instanceof Date) return 'date';
  return typeof value === 'string' ? 'string' : 'number';
}
