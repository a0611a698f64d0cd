export { parseJson, stringifyJson } from './json-text.js';
export type { AggregateEvent, LiveEvent, LiveOptions } from './live-stream.js';
export type { components, operations, paths } from './query-api.js';
export { type CallOptions, QueryClient, type QueryClientOptions } from './query-client.js';
export { type Problem, QueryProblem } from './query-problem.js';
export type {
  Aggregate,
  AggregateRequest,
  Count,
  CountRequest,
  Dataset,
  DatasetSummary,
  ExportRequest,
  LatestPage,
  LatestRequest,
  LiveAggregateRequest,
  LiveRequest,
  Profile,
  ProfileRequest,
  RecordsPage,
  RecordsRequest,
  Series,
  SeriesRequest,
  StoredRecord,
} from './requests.js';
export type {
  Filter,
  FilterValue,
  Operator,
  Selection,
  TextFilters,
  TextSelection,
  TimeSpan,
  Where,
} from './selection.js';
