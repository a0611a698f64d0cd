import { stringifyJson } from './json-text.js';

/** Members that hold names of fields, which go in quotes where they hold marks of lists. */
const NAMES: ReadonlySet<string> = new Set(['fields', 'by']);

/** A request as the parameters of a URL. */
export function urlQuery(request: object): Record<string, never> {
  const query = Object.entries(request).filter(([, value]) => value !== undefined);
  const parameters = query.map(([name, value]: [string, unknown]) => [name, urlValue(name, value)]);
  return Object.fromEntries(parameters) as Record<string, never>; // the names are those of the document
}

/** A request as a JSON body. */
export function jsonBody(request: object): Record<string, never> {
  return { ...request }; // the names are those of the document
}

/** Writes bodies: dates as ISO 8601, integers beyond 2^53 as texts, which the app reads by the type of the field. */
export function bodyText(body: unknown): string {
  return JSON.stringify(body, (_, member: unknown) => (typeof member === 'bigint' ? String(member) : member));
}

/** Writes the query string: filters are parameters of their own, lists are repeated. */
export function queryText(query: Readonly<Record<string, unknown>>): string {
  const { filters, ...others } = query;
  const all = Object.entries({ ...others, ...(filters as object | undefined) });
  const parts = all.flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as unknown[]) : [value]).map((one): [string, string] => [name, plainText(one)]),
  );
  return new URLSearchParams(parts).toString();
}

function urlValue(name: string, value: unknown): unknown {
  if (name === 'sort' && Array.isArray(value)) return (value as string[]).map(sortPart).join(',');
  if (NAMES.has(name) && Array.isArray(value)) return (value as string[]).map(quotedName);
  return value;
}

function sortPart(name: string): string {
  return name.startsWith('-') ? `-${quotedName(name.slice(1))}` : quotedName(name);
}

function quotedName(name: string): string {
  return /[,"]/.test(name) ? JSON.stringify(name) : name;
}

function plainText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : stringifyJson(value);
}
