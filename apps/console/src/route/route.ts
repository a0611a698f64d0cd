import { type Filter, filterOf, parameterOf } from '../filter/filters.js';

export const VIEWS = ['records', 'chart', 'profile', 'live'] as const;
export type View = (typeof VIEWS)[number];

/** What each view may be told; the names are different, so that a view finds its own again. */
export const OPTIONS = [
  'from',
  'to',
  'timeField',
  // records
  'sort',
  'fields',
  'limit',
  'cursor',
  'record',
  // chart
  'y',
  'measure',
  'window',
  'by',
  'band',
  'follow',
  // profile
  'shown',
  'correlations',
] as const;
export type Option = (typeof OPTIONS)[number];

/** Everything that a view shows, so that its address can be kept and passed on. */
export interface Route {
  readonly dataset: string | undefined;
  readonly view: View;
  readonly filters: readonly Filter[];
  readonly options: Readonly<Partial<Record<Option, string>>>;
}

/** Reads the part of an address after `#`; what it does not know it leaves out. */
export function parseRoute(hash: string): Route {
  const [path = '', ...rest] = hash.replace(/^#/, '').split('?');
  const [, dataset = '', view] = path.split('/');
  const filters: Filter[] = [];
  const options: Partial<Record<Option, string>> = {};
  for (const [name, value] of new URLSearchParams(rest.join('?'))) {
    const filter = filterOf(name, value);
    const option = OPTIONS.find((one) => one === name);
    if (filter) filters.push(filter);
    else if (option) options[option] = value;
  }
  return {
    dataset: dataset === '' ? undefined : decoded(dataset),
    view: VIEWS.find((one) => one === view) ?? 'records',
    filters,
    options,
  };
}

/** The address of a route, brackets and commas as they are. */
export function formatRoute({ dataset, view, filters, options }: Route): string {
  if (dataset === undefined) return '#/';
  const pairs = [
    ...filters.map((filter): [string, string] => [parameterOf(filter), filter.value]),
    ...OPTIONS.flatMap((name): [string, string][] => {
      const value = options[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ];
  const query = pairs.map(([name, value]) => `${readable(name)}=${readable(value)}`).join('&');
  return `#/${encodeURIComponent(dataset)}/${view}${query === '' ? '' : `?${query}`}`;
}

function readable(text: string): string {
  return encodeURIComponent(text).replaceAll(/%(?:5B|5D|2C|3A|2F)/g, decodeURIComponent);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
