export { BsonBuffer, BsonBufferPool } from './write/bson-buffer.js';
export type { ObservedField } from './write/dataset-fields.js';
export { RawWriter, type RawWriterOptions, type RawWriteResult, type RefusedDocument } from './write/raw-writer.js';
export { type IdStrategy, positionIdPrefix, type RecordMeta } from './write/record-identity.js';
export { RecordTranscoder, type RecordTranscoderOptions } from './write/record-transcoder.js';
export type { TranscodeError } from './write/transcode-error.js';
