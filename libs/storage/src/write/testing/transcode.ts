import mongoose from 'mongoose';
import { BsonBuffer } from '../bson-buffer.js';
import type { RecordMeta } from '../record-identity.js';
import { RecordTranscoder, type RecordTranscoderOptions } from '../record-transcoder.js';
import type { TranscodeError } from '../transcode-error.js';

export const META: RecordMeta = {
  idPrefix: Buffer.from('t#0#'),
  offset: 7,
  timestamp: 1_700_000_000_123,
  keyStart: -1,
  keyEnd: -1,
};

/** The document of one record with its BSON types kept, or why there is none. */
export function transcode(
  json: string | Buffer,
  options: RecordTranscoderOptions | RecordTranscoder = {},
  meta: Partial<RecordMeta> = {},
): { error: TranscodeError | undefined; document: Record<string, unknown> } {
  const transcoder = options instanceof RecordTranscoder ? options : new RecordTranscoder(options);
  const input = Buffer.from(json);
  const out = new BsonBuffer(64);
  const error = transcoder.transcode(input, 0, input.length, { ...META, ...meta }, out);
  const document =
    error === undefined ? mongoose.mongo.BSON.deserialize(out.document(0), { promoteValues: false }) : {};
  return { error, document };
}
