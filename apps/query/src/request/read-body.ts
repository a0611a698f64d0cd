import { SluiceError } from '@sluice/contracts';
import {
  type Asked,
  choiceOf,
  integerOf,
  invalid,
  type ParameterSpec,
  type ParameterTable,
  valuesOf,
} from './parameters.js';
import { unknownParameter } from './read-url.js';
import { readWhere } from './read-where.js';

const MAX_TEXTS = 10_000;

/**
 * Reads a JSON body: the parameters of a URL at their own names, and filters in `where`.
 * @throws SluiceError REQUEST_INVALID that names the member
 */
export function readBody<T extends ParameterTable>(body: unknown, table: T): Asked<T> {
  const members = objectOf(body);
  for (const name of Object.keys(members)) {
    if (name !== 'where' && !Object.hasOwn(table, name)) throw unknownParameter(name, [...Object.keys(table), 'where']);
  }
  return { values: bodyValues(members, table), filters: readWhere(members['where']) };
}

/** As {@link readBody}, for a route without filters. */
export function readBodyStrictly<T extends ParameterTable>(body: unknown, table: T): Asked<T> {
  const members = objectOf(body);
  for (const name of Object.keys(members)) {
    if (!Object.hasOwn(table, name)) throw unknownParameter(name, Object.keys(table));
  }
  return { values: bodyValues(members, table), filters: [] };
}

function objectOf(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  throw new SluiceError('REQUEST_INVALID', 'reading the body: an object of JSON is expected', {
    context: { parameter: 'body', expected: 'an object of JSON', example: '{"limit": 10}' },
  });
}

function bodyValues<T extends ParameterTable>(members: Readonly<Record<string, unknown>>, table: T) {
  return valuesOf(table, (name, spec) => {
    const value = Object.hasOwn(members, name) ? members[name] : undefined;
    return value === undefined || value === null ? undefined : valueOf(name, spec, value);
  });
}

function valueOf(name: string, spec: ParameterSpec, value: unknown): unknown {
  switch (spec.type) {
    case 'integer':
      return integerOf(name, spec, typeof value === 'number' ? value : Number.NaN);
    case 'choice':
      return choiceOf(name, spec, value);
    case 'flag':
      if (typeof value !== 'boolean') throw invalid(name, 'true or false', spec.example);
      return value;
    case 'texts':
      return textsOf(name, spec, value);
    case 'names':
      return textsOf(name, spec, value).map((one) => JSON.stringify(one));
    case 'sort':
      return textsOf(name, spec, value).map(sortPart).join(',');
    default:
      if (typeof value !== 'string' || value === '') throw invalid(name, 'a text', spec.example);
      return value;
  }
}

/** In a body every element is one name, whatever marks are in it. */
function sortPart(name: string): string {
  return name.startsWith('-') ? `-${JSON.stringify(name.slice(1))}` : JSON.stringify(name);
}

function textsOf(name: string, spec: ParameterSpec, value: unknown): string[] {
  const list = typeof value === 'string' ? [value] : value;
  if (Array.isArray(list) && list.length > 0 && list.length <= MAX_TEXTS) {
    const texts: unknown[] = list;
    if (texts.every((text) => typeof text === 'string')) return texts;
  }
  throw invalid(name, `a list of 1 to ${MAX_TEXTS} texts`, JSON.stringify([spec.example]));
}
