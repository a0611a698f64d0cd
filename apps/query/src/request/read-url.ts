import { SluiceError } from '@sluice/contracts';
import { nearest } from '@sluice/settings';
import { type Operator, OPERATORS, type RawFilter } from '@sluice/storage';
import {
  type Asked,
  choiceOf,
  integerOf,
  invalid,
  type ParameterSpec,
  type ParameterTable,
  valuesOf,
} from './parameters.js';

const FILTER = new RegExp(`^(.+)\\[(${OPERATORS.join('|')})\\]$`, 's');

/**
 * Reads the query string itself, since names of fields may hold brackets, dots and `$`: only a last `[operator]` of a
 * known operator is taken off, all else is the name of a field. `limit=5` is the parameter, `limit[eq]=5` the field.
 * @throws SluiceError REQUEST_INVALID that names the parameter
 */
export function readUrl<T extends ParameterTable>(url: string, table: T): Asked<T> {
  const { fixed, others } = partsOf(url, table);
  return { values: fixedValues(fixed, table), filters: others.map(([parameter, text]) => filterOf(parameter, text)) };
}

/** As {@link readUrl}, for a route without filters: it knows no other parameters. */
export function readUrlStrictly<T extends ParameterTable>(url: string, table: T): Asked<T> {
  const { fixed, others } = partsOf(url, table);
  const [unknown] = others;
  if (unknown) throw unknownParameter(unknown[0], Object.keys(table));
  return { values: fixedValues(fixed, table), filters: [] };
}

/** REQUEST_INVALID with the near one of the names there are. */
export function unknownParameter(name: string, names: readonly string[]): SluiceError {
  const near = nearest(name, names);
  const hint = near === undefined ? `; there are ${names.join(', ')}` : `; did you mean "${near}"?`;
  return new SluiceError('REQUEST_INVALID', `reading parameter ${name}: there is no such parameter${hint}`, {
    context: { parameter: name, expected: `one of ${names.join(', ')}`, ...(near ? { example: near } : {}) },
  });
}

function partsOf(url: string, table: ParameterTable) {
  const fixed = new Map<string, string[]>();
  const others: [parameter: string, text: string][] = [];
  for (const [parameter, text] of parametersOf(url)) {
    if (Object.hasOwn(table, parameter)) fixed.set(parameter, [...(fixed.get(parameter) ?? []), text]);
    else others.push([parameter, text]);
  }
  return { fixed, others };
}

function filterOf(parameter: string, text: string): RawFilter {
  const [, field = parameter, operator = 'eq'] = FILTER.exec(parameter) ?? [];
  return { parameter, field, operator: operator as Operator, text }; // the expression knows operators only
}

function parametersOf(url: string): [string, string][] {
  const start = url.indexOf('?');
  if (start < 0) return [];
  return url
    .slice(start + 1)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return equals < 0 ? [decoded(part), ''] : [decoded(part.slice(0, equals)), decoded(part.slice(equals + 1))];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new SluiceError('REQUEST_INVALID', `reading the query string: "${text}" is not percent-encoded UTF-8`);
  }
}

function fixedValues<T extends ParameterTable>(fixed: ReadonlyMap<string, readonly string[]>, table: T) {
  return valuesOf(table, (name, spec) => {
    const texts = fixed.get(name);
    return texts === undefined ? undefined : valueOf(name, spec, texts);
  });
}

function valueOf(name: string, spec: ParameterSpec, texts: readonly string[]): unknown {
  if (texts.includes('') && spec.type !== 'texts') throw invalid(name, 'a value', spec.example);
  if (spec.type === 'texts' || spec.type === 'names') return texts;
  const [text = '', ...others] = texts;
  if (others.length > 0) throw invalid(name, 'one value', spec.example);
  switch (spec.type) {
    case 'integer':
      return integerOf(name, spec, /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN);
    case 'choice':
      return choiceOf(name, spec, text);
    case 'flag':
      if (text !== 'true' && text !== 'false') throw invalid(name, 'true or false', spec.example);
      return text === 'true';
    default:
      return text;
  }
}
