/** JSON as the API sends it; integers beyond 2^53 are bigints, so that every digit stays. */
export type Json = null | boolean | number | bigint | string | Json[] | { [name: string]: Json };

const LONG_NUMBER = /\d{16}/;

/** Reads JSON. Browsers that do not tell a number's source read long integers as doubles, as JSON.parse does. */
export function parseJson(text: string): unknown {
  return LONG_NUMBER.test(text) ? JSON.parse(text, exactly) : JSON.parse(text);
}

function exactly(_name: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}

/** JSON text; with an `indent` in lines. */
export function writeJson(value: Json | undefined, indent = 0, depth = 1): string {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((one) => writeJson(one, indent, depth + 1))
    : Object.entries(value).map(
        ([name, one]) => `${JSON.stringify(name)}:${indent > 0 ? ' ' : ''}${writeJson(one, indent, depth + 1)}`,
      );
  const [open, close] = isList ? '[]' : '{}';
  if (parts.length === 0 || indent === 0) return `${open}${parts.join(',')}${close}`;
  const line = `\n${' '.repeat(indent * depth)}`;
  return `${open}${line}${parts.join(`,${line}`)}\n${' '.repeat(indent * (depth - 1))}${close}`;
}
