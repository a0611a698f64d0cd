import { crc32c } from '@node-rs/crc32';

/** Who wrote a batch and the number of its first record within the partition, as the broker tells repetitions. */
export interface ProducerIdentity {
  readonly id: bigint;
  readonly epoch: number;
}

/** The records of a batch as they go over the wire, before it is known under which identity. */
export interface EncodedRecords {
  readonly bytes: Buffer;
  readonly codec: number;
  readonly count: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
}

const HEADER_BYTES = 61;

/** A RecordBatch of magic 2, https://kafka.apache.org/documentation/#recordbatch. */
export function recordBatch(records: EncodedRecords, identity: ProducerIdentity, baseSequence: number): Buffer {
  const batch = Buffer.allocUnsafe(HEADER_BYTES + records.bytes.length);
  batch.writeBigInt64BE(0n, 0); // base offset, the broker assigns it
  batch.writeInt32BE(batch.length - 12, 8);
  batch.writeInt32BE(-1, 12); // leader epoch, the broker assigns it
  batch.writeInt8(2, 16);
  batch.writeInt16BE(records.codec, 21);
  batch.writeInt32BE(records.count - 1, 23);
  batch.writeBigInt64BE(BigInt(records.baseTimestamp), 27);
  batch.writeBigInt64BE(BigInt(records.maxTimestamp), 35);
  batch.writeBigInt64BE(identity.id, 43);
  batch.writeInt16BE(identity.epoch, 51);
  batch.writeInt32BE(baseSequence, 53);
  batch.writeInt32BE(records.count, 57);
  batch.set(records.bytes, HEADER_BYTES);
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17);
  return batch;
}

/** Sequence numbers run from 0 to 2^31-1 and begin again. */
export function nextSequence(sequence: number, count: number): number {
  return (sequence + count) % 2 ** 31;
}
