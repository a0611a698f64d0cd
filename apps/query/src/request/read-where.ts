import { SluiceError } from '@sluice/contracts';
import { nearest } from '@sluice/settings';
import { type FilterNode, MAX_DEPTH, OPERATORS } from '@sluice/storage';

const EXAMPLE = '{"field":"class","op":"eq","value":"pos"}';
const MAX_PARTS = 100;

/**
 * Reads `where`: a filter `{field, op, value}`, or a group `{and: […]}` or `{or: […]}`; a list means all of it.
 * @throws SluiceError REQUEST_INVALID that names the place, such as `where.or[1].op`
 */
export function readWhere(where: unknown): FilterNode[] {
  if (where === undefined || where === null) return [];
  return Array.isArray(where) ? parts(where, 'where', 0) : [node(where, 'where', 0)];
}

function node(value: unknown, place: string, depth: number): FilterNode {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(place, 'a filter or a group');
  const members = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(members);
  if (names.length === 1 && names[0] === 'and') return { and: parts(members['and'], `${place}.and`, depth + 1) };
  if (names.length === 1 && names[0] === 'or') return { or: parts(members['or'], `${place}.or`, depth + 1) };
  return filter(members, names, place);
}

function parts(value: unknown, place: string, depth: number): FilterNode[] {
  if (depth > MAX_DEPTH) throw wrong(place, `at most ${MAX_DEPTH} groups within each other`);
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_PARTS) {
    throw wrong(place, `a list of 1 to ${MAX_PARTS} filters or groups`, `[${EXAMPLE}]`);
  }
  return value.map((part, i) => node(part, `${place}[${i}]`, depth));
}

function filter(members: Readonly<Record<string, unknown>>, names: readonly string[], place: string): FilterNode {
  const stranger = names.find((name) => name !== 'field' && name !== 'op' && name !== 'value');
  if (stranger !== undefined) {
    const near = nearest(stranger, ['field', 'op', 'value', 'and', 'or']);
    const hint = near === undefined ? 'field, op and value, or one of and, or' : `"${near}" in place of "${stranger}"`;
    throw wrong(place, hint);
  }
  const { field, op = 'eq', value } = members;
  if (typeof field !== 'string') throw wrong(`${place}.field`, 'the name of a field', '"class"');
  const operator = OPERATORS.find((one) => one === op);
  if (operator === undefined) {
    const near = typeof op === 'string' ? nearest(op, OPERATORS) : undefined;
    throw wrong(`${place}.op`, `one of ${OPERATORS.join(', ')}`, JSON.stringify(near ?? 'eq'));
  }
  if (value === undefined) throw wrong(`${place}.value`, 'a value', EXAMPLE);
  return { parameter: place, field, operator, value };
}

function wrong(parameter: string, expected: string, example: string = EXAMPLE): SluiceError {
  return new SluiceError('REQUEST_INVALID', `reading parameter ${parameter}: ${expected} is expected`, {
    context: { parameter, expected, example },
  });
}
