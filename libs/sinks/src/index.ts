export { mongodbSinkProperties } from './mongodb/mongodb-properties.js';
export { MongodbSink } from './mongodb/mongodb-sink.js';
export { type MongodbSinkConfig, mongodbSinkConfig } from './mongodb/mongodb-sink-config.js';
export { OffsetSet } from './offset-set.js';
export { type RejectedRecord, Sink, type WriteOutcome } from './sink.js';
export { SinkBatch } from './sink-batch.js';
