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
export { type DatasetSighting } from './models/merge-sighting.js';
export { prepareRecordModel, recordModel, type StoredRecord } from './models/record.model.js';
export { mongoSettings } from './mongo-settings.js';
export { type Operator, OPERATORS } from './query/filter.js';
export { type KnownField, type QueryField, QueryFields } from './query/query-field.js';
export { planRecords, type RawFilter, type RecordsPlan, type RecordsRequest } from './query/records-plan.js';
export { type DatasetStatistics, RecordReader, type RecordsPage } from './read/record-reader.js';
export { BsonBuffer, BsonBufferPool } from './write/bson-buffer.js';
export type { ObservedField } from './write/dataset-fields.js';
export { RawWriter, type RawWriterOptions, type RawWriteResult, type RefusedDocument } from './write/raw-writer.js';
export { type IdStrategy, positionIdPrefix, type RecordMeta } from './write/record-identity.js';
export { RecordTranscoder, type RecordTranscoderOptions } from './write/record-transcoder.js';
export type { TranscodeError } from './write/transcode-error.js';
export { storedOffsets } from './read/stored-offsets.js';
export { type FirstHeld, type HeldRecord, KeyQuarantine } from './models/key-quarantine.js';
