import type { Json } from './json.js';

/** What the routes of the API answer; docs/reference/openapi-query.json describes each member. */
export type StoredRecord = { [field: string]: Json };

export interface TimeRange {
  readonly first?: string;
  readonly last?: string;
}

export interface DatasetSummary {
  readonly name: string;
  readonly count: number;
  readonly fields: number;
  readonly topics: readonly string[];
  readonly timeRange: TimeRange;
}

export interface Field {
  readonly name: string;
  readonly types: readonly string[];
  readonly format?: 'date' | 'date-time';
  readonly isAdded: boolean;
  /** Within an object; its name is the way there. */
  readonly isNested?: boolean;
}

export interface Dataset {
  readonly name: string;
  readonly count: number;
  readonly topics: readonly string[];
  readonly connector: string;
  readonly timeRange: TimeRange;
  readonly fields: readonly Field[];
  /** JSON Schema, where there is one. */
  readonly schema?: unknown;
}

export interface Page {
  readonly data: readonly StoredRecord[];
  readonly page: {
    readonly previous: string | null;
    readonly next: string | null;
    readonly limit: number;
    readonly hasMore: boolean;
  };
}

export interface Count {
  readonly count: number;
  readonly isExact: boolean;
  readonly margin?: number;
}

export interface AggregateRow {
  readonly window?: string;
  readonly group?: { readonly [field: string]: Json };
  readonly values: { readonly [measure: string]: Json };
}

export interface Aggregate {
  readonly data: readonly AggregateRow[];
  readonly meta: { readonly records: number; readonly skipped?: number; readonly isExact: boolean };
}

export interface Series {
  readonly data: readonly {
    readonly field: string;
    readonly count: number;
    readonly isExact: boolean;
    readonly points: readonly (readonly [time: number, value: number | bigint])[];
  }[];
  readonly meta: { readonly method: string; readonly records: number };
}

/** A number, or an instant where the field holds dates. */
export type Figure = number | bigint | string;

export interface Bin {
  readonly from: Figure;
  readonly to: Figure;
  readonly count: number;
}

export interface Numbers {
  readonly count: number;
  readonly min: Figure;
  readonly max: Figure;
  readonly mean: Figure;
  readonly stddev: number;
  readonly quantiles: { readonly [quantile: string]: Figure };
  readonly histogram: readonly Bin[];
}

export interface FieldProfile {
  readonly field: string;
  readonly types: { readonly [type: string]: number };
  readonly missing: number;
  readonly nulls: number;
  readonly distinct: { readonly count: number; readonly isExact: boolean };
  readonly top: readonly { readonly value: Json; readonly count: number; readonly isExact: boolean }[];
  readonly numbers?: Numbers;
}

export interface Profile {
  readonly data: readonly FieldProfile[];
  readonly correlations?: {
    readonly fields: readonly string[];
    readonly matrix: readonly (readonly (number | null)[])[];
  };
  readonly sample: { readonly records: number; readonly isSampled: boolean; readonly estimatedTotal: number };
  readonly at: string;
  readonly ageSeconds: number;
}
