import { crc32c } from '@node-rs/crc32';
import { SluiceError } from '@sluice/contracts';
import { COMPRESSIONS, decompress } from '../codecs.js';
import type { ResponseLease } from '../network/response-memory.js';
import { RecordBlock, VarintReader } from './record-block.js';

/**
 * Header of a RecordBatch (magic 2) with its records still encoded, already decompressed.
 * Source: https://kafka.apache.org/documentation/#recordbatch
 */
export interface EncodedRecordBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly count: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly logAppendTime: boolean;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly producerId: bigint;
  /** Decompressed bytes; the records begin at {@link recordsStart}. */
  readonly buffer: Buffer;
  readonly recordsStart: number;
  /** Bytes on the wire, the measure for bounds. */
  readonly wireBytes: number;
}

const LENGTH_AT = 8;
const MAGIC_AT = 16;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const RECORDS_AT = 61;

/**
 * Splits a record set into its batches, checks each CRC and decompresses. The last batch may be cut by the fetch
 * limit and is left out then; so is what comes after `maxUnpacked` bytes, to be fetched again: a batch may take a
 * thousand times its size unpacked. Throws BROKER_UNAVAILABLE where the bytes of the first one are damaged: fetching again may
 * help, and reading on would lose records. A damaged one further on ends what is read.
 */
export async function readRecordBatches(recordSet: Buffer, maxUnpacked = Infinity): Promise<EncodedRecordBatch[]> {
  const batches: EncodedRecordBatch[] = [];
  let at = 0;
  let unpackedBytes = 0;
  while (at + RECORDS_AT <= recordSet.length && unpackedBytes < maxUnpacked) {
    const end = at + 12 + recordSet.readInt32BE(at + LENGTH_AT);
    if (end > recordSet.length) break;
    try {
      const batch = await readRecordBatch(recordSet.subarray(at, end));
      batches.push(batch);
      unpackedBytes += batch.buffer.length;
    } catch (error) {
      if (batches.length === 0) throw error;
      break; // what lies before it is delivered first; the next fetch begins with it
    }
    at = end;
  }
  return batches;
}

async function readRecordBatch(batch: Buffer): Promise<EncodedRecordBatch> {
  const baseOffset = Number(batch.readBigInt64BE(0));
  const magic = batch.readInt8(MAGIC_AT);
  if (magic !== 2) throw damaged(baseOffset, `message format ${magic} is older than Kafka 0.11; convert the topic`);
  if (crc32c(batch.subarray(ATTRIBUTES_AT)) !== batch.readUInt32BE(CRC_AT)) {
    throw damaged(baseOffset, 'the checksum does not match');
  }
  const attributes = batch.readInt16BE(ATTRIBUTES_AT);
  const codec = attributes & 7;
  const records = batch.subarray(RECORDS_AT);
  return {
    baseOffset,
    lastOffset: baseOffset + batch.readInt32BE(23),
    count: batch.readInt32BE(57),
    baseTimestamp: Number(batch.readBigInt64BE(27)),
    maxTimestamp: Number(batch.readBigInt64BE(35)),
    logAppendTime: (attributes & 8) !== 0,
    transactional: (attributes & 16) !== 0,
    control: (attributes & 32) !== 0,
    producerId: batch.readBigInt64BE(43),
    buffer: codec === 0 ? records : await unpacked(codec, records, baseOffset),
    recordsStart: 0,
    wireBytes: batch.length,
  };
}

async function unpacked(codec: number, records: Buffer, baseOffset: number): Promise<Buffer> {
  try {
    return await decompress(codec, records);
  } catch (cause) {
    if (cause instanceof SluiceError) throw cause;
    throw damaged(baseOffset, `${COMPRESSIONS[codec]} cannot unpack it`, cause);
  }
}

function damaged(offset: number, why: string, cause?: unknown): SluiceError {
  return new SluiceError('BROKER_UNAVAILABLE', `reading the record batch at offset ${offset}: ${why}`, {
    context: { offset },
    cause,
  });
}

/**
 * Walks the records of a batch into columns, leaving out those before `fromOffset`. Throws BROKER_UNAVAILABLE where
 * they are not what their lengths say, as {@link readRecordBatches} does.
 */
export function toRecordBlock(batch: EncodedRecordBatch, fromOffset: number, lease?: ResponseLease): RecordBlock {
  try {
    return walk(batch, fromOffset, lease);
  } catch (cause) {
    throw damaged(batch.baseOffset, 'its records are not as long as they say', cause);
  }
}

function walk(batch: EncodedRecordBatch, fromOffset: number, lease?: ResponseLease): RecordBlock {
  const block = new RecordBlock(batch.buffer, batch.count, lease);
  const reader = new VarintReader(batch.buffer, batch.recordsStart);
  for (let i = 0; i < batch.count; i++) {
    const length = reader.varint();
    const end = reader.position + length;
    readRecord(batch, block, reader, fromOffset);
    if (reader.position > end || end > batch.buffer.length) throw new RangeError('a record runs past its end');
    reader.position = end;
  }
  return block;
}

function readRecord(batch: EncodedRecordBatch, block: RecordBlock, reader: VarintReader, fromOffset: number): void {
  reader.position++; // attributes, unused
  const timestamp = batch.logAppendTime ? batch.maxTimestamp : batch.baseTimestamp + reader.varlong();
  if (batch.logAppendTime) reader.varlong();
  const offset = batch.baseOffset + reader.varint();
  if (offset < fromOffset) return;
  const i = block.count++;
  block.offsets[i] = offset;
  block.timestamps[i] = timestamp;
  const keyLength = reader.varint();
  block.keyStart[i] = keyLength < 0 ? -1 : reader.position;
  if (keyLength > 0) reader.position += keyLength;
  block.keyEnd[i] = reader.position;
  const valueLength = reader.varint();
  block.valueStart[i] = valueLength < 0 ? -1 : reader.position;
  if (valueLength > 0) reader.position += valueLength;
  block.valueEnd[i] = reader.position;
  block.headersStart[i] = reader.position;
}
