/** How a filter compares. `contains` and `prefix` take texts as they are; there are no regular expressions. */
export type Operator = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'nin' | 'exists' | 'prefix' | 'contains';

export type FilterValue = string | number | bigint | boolean | Date | null;

/** One filter; without `op` the field equals the value. */
export interface Filter {
  readonly field: string;
  readonly op?: Operator;
  readonly value: FilterValue | readonly FilterValue[];
}

/** A filter, or groups of them; a list must hold as a whole. */
export type Where = Filter | { readonly and: readonly Where[] } | { readonly or: readonly Where[] };

/** Filters as a URL has them: `{ 'V1[gte]': '23', weather: ['rain'] }`; texts are read by the type of the field. */
export type TextFilters = Readonly<Record<string, string | readonly string[]>>;

export interface TimeSpan {
  /** Begin, inclusive. */
  readonly from?: string | Date | undefined;
  /** End, exclusive. */
  readonly to?: string | Date | undefined;
  /** Field of dates that they are about; by default the timestamp of the record, `_ts`. */
  readonly timeField?: string | undefined;
}

/** Which records, by filters as texts. */
export interface TextSelection extends TimeSpan {
  readonly filters?: TextFilters | undefined;
}

/** Which records: by filters with values and groups, or by filters as texts. */
export type Selection =
  | (TimeSpan & { readonly where?: Where | readonly Where[] | undefined; readonly filters?: undefined })
  | (TextSelection & { readonly where?: undefined });
