import type { components, paths } from './query-api.js';
import type { Selection, TextSelection, TimeSpan } from './selection.js';

type Schemas = components['schemas'];
type Body<P extends keyof paths> = paths[P] extends {
  post: { requestBody: { content: { 'application/json': infer B } } };
}
  ? Given<Omit<B, keyof TimeSpan | 'where'>>
  : never;
type Query<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } }
  ? Given<Omit<NonNullable<Q>, keyof TimeSpan | 'filters'>>
  : never;
/** What may be given, or be left undefined. */
type Given<T> = {
  readonly [K in keyof T]?: (T[K] extends (infer E)[] | undefined ? readonly E[] : T[K]) | undefined;
};

export type RecordsRequest = Selection & Body<'/v1/datasets/{name}/records/search'>;
export type CountRequest = Selection & Body<'/v1/datasets/{name}/count'>;
export type LatestRequest = Body<'/v1/datasets/{name}/latest'>;
export type AggregateRequest = Selection & Body<'/v1/datasets/{name}/aggregate'>;
export type ExportRequest = Selection & Body<'/v1/datasets/{name}/export'>;
export type SeriesRequest = TextSelection & Query<'/v1/datasets/{name}/series'>;
export type ProfileRequest = TextSelection & Query<'/v1/datasets/{name}/profile'>;
export type LiveAggregateRequest = TextSelection & Query<'/v1/datasets/{name}/live/aggregate'>;
export type LiveRequest = TextSelection & Query<'/v1/datasets/{name}/live'>;

export type DatasetSummary = Schemas['DatasetSummaryDto'];
export type Dataset = Schemas['DatasetDto'];
export type Count = Schemas['CountDto'];
export type Aggregate = Schemas['AggregateDto'];
export type Series = Schemas['SeriesDto'];
export type Profile = Schemas['ProfileDto'];

/** A stored record: its fields, and `_id`, `_ts`, `_key`. Integers beyond 2^53 are `bigint`, dates are ISO 8601. */
export type StoredRecord = Record<string, unknown>;
/** Records of a page, and the cursor of the next one. */
export type RecordsPage<R = StoredRecord> = Omit<Schemas['RecordsDto'], 'data'> & { data: R[] };
export type LatestPage<R = StoredRecord> = Omit<Schemas['LatestPageDto'], 'data'> & { data: R[] };
