import { SluiceError } from '@sluice/contracts';
import { nearest } from '@sluice/settings';
import { OPERATORS } from './filter.js';
import type { QueryField, QueryFields } from './query-field.js';

/** The field of that name. @throws SluiceError REQUEST_INVALID that names the parameter and suggests a near field */
export function knownField(fields: QueryFields, name: string, parameter: string): QueryField {
  const field = fields.find(name);
  if (field) return field;
  const near = suggestion(fields, name);
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
