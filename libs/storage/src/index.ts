export { BucketKeepers } from './buckets/bucket-keepers.js';
export { type BucketRoute, routeOverBuckets } from './buckets/bucket-route.js';
export { type BucketRequest, type BucketSpec, planBuckets } from './buckets/bucket-spec.js';
export { BucketStore, type KeptBuckets } from './buckets/bucket-store.js';
export type { BucketProgress, BucketWatch } from './buckets/bucket-watch.js';
export { classifyMongoError } from './classify-mongo-error.js';
export { connectMongo, MongoConnection, type MongoOptions, openDatabase, pingMongo } from './connect-mongo.js';
export { DATASETS_COLLECTION, type DatasetField } from './models/dataset.model.js';
export {
  DEAD_LETTER_STATES,
  type DeadLetterEntry,
  DeadLetterLog,
  type DeadLetterState,
  type DeadLetterTrail,
  isFree,
  type TrailName,
} from './models/dead-letter-log.js';
export { DatasetCatalog, type DatasetEntry } from './models/dataset-catalog.js';
export { DatasetCollections } from './models/dataset-collections.js';
export { type DatasetIndex, DatasetIndexes } from './models/dataset-indexes.js';
export { type DatasetSighting } from './models/merge-sighting.js';
export { prepareRecordModel, recordModel, type StoredRecord } from './models/record.model.js';
export { mongoSettings } from './mongo-settings.js';
export { type Operator, OPERATORS } from './query/filter.js';
export { type KnownField, type QueryField, QueryFields } from './query/query-field.js';
export { type AggregateRequest, FILLS, planAggregate } from './query/aggregate-plan.js';
export { adviseIndex, type IndexRequest, planIndex } from './query/index-plan.js';
export { type LiveAggregateRequest, planLiveAggregate } from './query/live-aggregate-plan.js';
export { type LiveRequest, planLive } from './query/live-plan.js';
export { type AggregateSubscriber, LiveAggregates } from './read/live/live-aggregates.js';
export { LiveHub, type LiveSubscriber, type Subscription } from './read/live/live-hub.js';
export type { LiveEvent } from './read/live/record-finder.js';
export { planProfile, type ProfileRequest } from './query/profile-plan.js';
export { Profiler } from './read/profile/profiler.js';
export { MEASURES } from './query/measure.js';
export { type LatestRequest, planLatest } from './query/latest-plan.js';
export { latestOrder } from './read/latest/latest-pipeline.js';
export { LatestReader } from './read/latest/latest-reader.js';
export { planSeries, SERIES_METHODS, type SeriesRequest } from './query/series-plan.js';
export { Aggregator } from './read/aggregate/aggregator.js';
export { ArrowFormat } from './read/export/arrow-format.js';
export { CsvFormat } from './read/export/csv-format.js';
export { Exporter } from './read/export/exporter.js';
export { NdjsonFormat } from './read/export/ndjson-format.js';
export { ParquetFormat } from './read/export/parquet-format.js';
export type { Column, RecordFormat } from './read/export/record-format.js';
export { SeriesReader } from './read/series/series-reader.js';
export { type BodyFilter, type FilterNode, MAX_DEPTH, type RawFilter } from './query/filter-tree.js';
export { planRecords, type RecordsPlan, type RecordsRequest } from './query/records-plan.js';
export { planSelection, type Selection, type SelectionRequest } from './query/selection.js';
export { type RecordCount, RecordCounter } from './read/record-counter.js';
export { type DatasetStatistics, RecordReader, type RecordsPage } from './read/record-reader.js';
export { BsonBuffer, BsonBufferPool } from './write/bson-buffer.js';
export type { ObservedField } from './write/dataset-fields.js';
export { RawWriter, type RawWriterOptions, type RawWriteResult, type RefusedDocument } from './write/raw-writer.js';
export { type IdStrategy, positionIdPrefix, type RecordMeta } from './write/record-identity.js';
export { RecordTranscoder, type RecordTranscoderOptions } from './write/record-transcoder.js';
export type { TranscodeError } from './write/transcode-error.js';
export { storedOffsets } from './read/stored-offsets.js';
export { type FirstHeld, type HeldRecord, KeyQuarantine } from './models/key-quarantine.js';
