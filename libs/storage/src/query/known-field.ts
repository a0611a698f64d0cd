import { SluiceError } from '@sluice/contracts';
import { nearest } from '@sluice/settings';
import { OPERATORS } from './filter.js';
import type { QueryField, QueryFields } from './query-field.js';

/** Parameters by the names that other APIs give them. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    cursor: 'page offset skip',
    limit: 'size page_size pageSize per_page top',
    sort: 'order order_by orderBy sort_by sortBy',
    fields: 'select columns',
    from: 'start since',
    to: 'end until',
  }).flatMap(([own, others]) => others.split(' ').map((other) => [other, own] as const)),
);

/** The field of that name. @throws SluiceError REQUEST_INVALID that names the parameter and suggests a near field */
export function knownField(fields: QueryFields, name: string, parameter: string): QueryField {
  const field = fields.find(name);
  if (field) return field;
  const near = suggestion(fields, name) ?? (name === parameter ? parameterMeant(name) : undefined);
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

function parameterMeant(name: string): { text: string; example: string } | undefined {
  const own = ELSEWHERE.get(name);
  if (own === undefined) return undefined;
  const how = own === 'cursor' ? ', the page.next of the reply before' : '';
  return { text: `did you mean the parameter ${own}${how}?`, example: own };
}
