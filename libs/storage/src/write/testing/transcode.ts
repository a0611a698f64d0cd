import { BsonBuffer } from '../bson-buffer.js';
import type { RecordMeta } from '../record-identity.js';
import { RecordTranscoder, type RecordTranscoderOptions } from '../record-transcoder.js';
import type { TranscodeError } from '../transcode-error.js';
import mongoose from 'mongoose';

const { BSON } = mongoose.mongo;

export const META: RecordMeta = {
  idPrefix: Buffer.from('t#0#'),
  offset: 7,
  timestamp: 1_700_000_000_123,
  keyStart: -1,
  keyEnd: -1,
};

/** One record through a transcoder of its own or a given one, surrounded by bytes that must not be read as part of it. */
export function transcode(
  json: string | Uint8Array,
  options: RecordTranscoderOptions = {},
  transcoder = new RecordTranscoder(options),
): { error?: TranscodeError; bytes?: Buffer; document?: Record<string, unknown>; out: BsonBuffer } {
  const text = typeof json === 'string' ? Buffer.from(json) : Buffer.from(json);
  const input = Buffer.concat([Buffer.from('"1{'), text, Buffer.from('1e5":"}]}}')]);
  const out = new BsonBuffer(64);
  out.append(BSON.serialize({ before: 1 }));
  const error = transcoder.transcode(input, 3, 3 + text.length, META, out);
  if (error !== undefined) return { error, out };
  const bytes = Buffer.from(out.document(1));
  return { bytes, document: BSON.deserialize(bytes, { promoteValues: false, useBigInt64: false }), out };
}

/** The record's part of a document as plain JavaScript values, metadata left out. */
export function plain(bytes: Uint8Array): unknown {
  const { _id, _ts, _key, ...record } = BSON.deserialize(bytes, { useBigInt64: true });
  return record;
}
