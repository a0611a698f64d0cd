import { SluiceError } from '@sluice/contracts';
import { nearest } from '@sluice/settings';
import { invalidParameter } from './invalid-parameter.js';
import { knownField } from './known-field.js';
import type { QueryField, QueryFields } from './query-field.js';
import { splitNames } from './split-list.js';

/** What may be computed of the values of a field; percentiles are `p50`, `p99.9` and the like besides. */
export const MEASURES = ['count', 'sum', 'avg', 'min', 'max', 'stddev', 'first', 'last', 'median', 'distinct'] as const;
type MeasureName = (typeof MEASURES)[number];

/** One column of an aggregate, such as `avg(V1)`. */
export interface Measure {
  /** As the request named it. */
  readonly name: string;
  readonly does: Exclude<MeasureName, 'median'> | 'quantile';
  /** None for the count of records. */
  readonly field?: QueryField;
  /** From 0 to 1, for `quantile`. */
  readonly quantile?: number;
}

const MAX_MEASURES = 50;
const TERM = /\s*([a-z]+\d*(?:\.\d+)?)\s*(?:\((.*?)\))?\s*(?:,|$)/sy;
const ARITHMETIC: ReadonlySet<string> = new Set(['sum', 'avg', 'stddev', 'quantile']);

/**
 * Reads `avg(V1),p95(V1),count`.
 * @throws SluiceError REQUEST_INVALID
 */
export function readMeasures(fields: QueryFields, lists: readonly string[], parameter: string): Measure[] {
  const measures = lists.flatMap((list) => termsOf(list, parameter)).map((term) => measureOf(fields, term, parameter));
  const unique = [...new Map(measures.map((measure) => [measure.name, measure])).values()];
  if (unique.length > 0 && unique.length <= MAX_MEASURES) return unique;
  throw invalidParameter(parameter, `1 to ${MAX_MEASURES} measures`, 'count,avg(V1)');
}

interface Term {
  readonly word: string;
  readonly of: string | undefined;
}

function termsOf(list: string, parameter: string): Term[] {
  const terms: Term[] = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < list.length) {
    const found = TERM.exec(list);
    if (found === null) throw invalidParameter(parameter, 'a list such as avg(V1),p95(V1),count', 'count,avg(V1)');
    terms.push({ word: found[1] ?? '', of: found[2] });
  }
  return terms;
}

function measureOf(fields: QueryFields, { word, of }: Term, parameter: string): Measure {
  const [, percent] = /^p(\d{1,2}(?:\.\d{1,4})?|100)$/.exec(word) ?? [];
  const known = percent === undefined ? MEASURES.find((one) => one === word) : 'quantile';
  if (known === undefined) throw unknownMeasure(word, parameter);
  if (of === undefined) {
    if (known === 'count') return { name: 'count', does: 'count' };
    throw invalidParameter(parameter, `a field for ${word}`, `${word}(V1)`);
  }
  const [name = ''] = splitNames(of);
  const field = knownField(fields, name, parameter);
  const does = known === 'median' ? 'quantile' : known;
  if (ARITHMETIC.has(does) && !mayBeNumber(field)) {
    throw invalidParameter(parameter, `a field of numbers for ${word}`, `count(${name})`);
  }
  const quantile = known === 'median' ? 0.5 : Number(percent) / 100;
  return { name: `${word}(${of})`, does, field, ...(does === 'quantile' ? { quantile } : {}) };
}

export function mayBeNumber({ types, isDate }: QueryField): boolean {
  return !isDate && (types.size === 0 || ['integer', 'number', 'array', 'object'].some((type) => types.has(type)));
}

function unknownMeasure(word: string, parameter: string): SluiceError {
  const near = nearest(word, MEASURES);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  const expected = `one of ${MEASURES.join(', ')} or a percentile such as p95`;
  return new SluiceError('REQUEST_INVALID', `reading parameter ${parameter}: there is no measure "${word}"${hint}`, {
    context: { parameter, expected, example: near === undefined ? 'avg(V1)' : `${near}(V1)` },
  });
}
