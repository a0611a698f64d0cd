import type { Operator } from '@sluice/client';
import { InvalidArgumentError } from 'commander';

/** One filter; the query app reads the text by the type of the field. */
export interface Condition {
  readonly field: string;
  readonly operator: Operator;
  readonly text: string;
}

/** Marks of `--where`, each with its operator; the longer ones first. */
const MARKS: readonly (readonly [mark: string, operator: Operator])[] = [
  ['>=', 'gte'],
  ['<=', 'lte'],
  ['!=', 'ne'],
  ['==', 'eq'],
  ['^=', 'prefix'],
  ['*=', 'contains'],
  ['>', 'gt'],
  ['<', 'lt'],
  ['=', 'eq'],
];
const OPERATORS = 'eq|ne|gte|gt|lte|lt|in|nin|exists|prefix|contains';
const BY_MARK = new RegExp(
  `^([^<>=!].*?)\\s*(${MARKS.map(([mark]) => mark.replaceAll(/[*^]/g, '\\$&')).join('|')})(.*)$`,
  's',
);
const BY_WORD = /^(.+?)\s+(not\s+in|in)\s+(.+)$/is;
const EXISTS = /^(.+?)\s+(not\s+exists|exists)$/is;
const FILTER = new RegExp(`^(.+?)=(${OPERATORS}):(.*)$`, 's');

/**
 * Reads `V1>=23`, `weather=rain`, `weather != rain`, `name^=ab` (prefix), `name*=b` (contains), `weather in rain,snow`,
 * `weather not in rain`, `wind exists`, `wind not exists`.
 * @throws InvalidArgumentError
 */
export function conditionOf(text: string): Condition {
  const trimmed = text.trim();
  const [, existing, exists] = EXISTS.exec(trimmed) ?? [];
  if (existing !== undefined) {
    return { field: existing, operator: 'exists', text: String(exists?.toLowerCase() === 'exists') };
  }
  const [, listed, word, list] = BY_WORD.exec(trimmed) ?? [];
  const [, field, mark, value] = BY_MARK.exec(trimmed) ?? [];
  // The one that comes first: `note=a in b` compares, `weather in a=b` lists.
  if (listed !== undefined && (field === undefined || listed.length < field.length)) {
    return { field: listed, operator: word?.toLowerCase() === 'in' ? 'in' : 'nin', text: list ?? '' };
  }
  const operator = MARKS.find(([one]) => one === mark)?.[1];
  if (field === undefined || operator === undefined) {
    throw new InvalidArgumentError(
      "It must be such as 'V1>=23', 'weather=rain', 'weather in rain,snow' or 'wind exists'.",
    );
  }
  return { field, operator, text: (value ?? '').trim() };
}

/** Reads `field=op:value`; whatever is before the first `=op:` is the name. @throws InvalidArgumentError */
export function filterOf(text: string): Condition {
  const [, field, operator, value] = FILTER.exec(text) ?? [];
  if (field === undefined || value === undefined) {
    throw new InvalidArgumentError(`It must be field=op:value with op one of ${OPERATORS.replaceAll('|', ', ')}.`);
  }
  return { field, operator: operator as Operator, text: value }; // the expression knows operators only
}

/** A condition as `--where` takes it, for hints; undefined where that would need `--filter`. */
export function whereText(parameter: string, example: string): string | undefined {
  const [, field, operator = 'eq'] = /^(.+?)(?:\[(\w+)\])?$/s.exec(parameter) ?? [];
  const mark = MARKS.toReversed().find(([, one]) => one === operator)?.[0];
  if (field === undefined) return undefined;
  if (operator === 'in' || operator === 'nin') return `${field} ${operator === 'in' ? 'in' : 'not in'} ${example}`;
  if (operator === 'exists') return `${field} exists`;
  return mark === undefined ? undefined : `${field}${mark}${example}`;
}
