import type { OutgoingRecord } from './outgoing-record.js';

const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const { imul } = Math;

/** Hash of Kafka's Java client (org.apache.kafka.common.utils.Utils.murmur2), a signed 32-bit integer. */
export function murmur2(data: Uint8Array): number {
  const { length } = data;
  const words = length >> 2;
  let hash = SEED ^ length;
  for (let i = 0; i < words; i++) {
    const at = i << 2;
    let k = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
    k = imul(k, M);
    k ^= k >>> 24;
    hash = imul(hash, M) ^ imul(k, M);
  }
  const tail = words << 2;
  const rest = length & 3;
  if (rest > 2) hash ^= data[tail + 2]! << 16;
  if (rest > 1) hash ^= data[tail + 1]! << 8;
  if (rest > 0) hash = imul(hash ^ data[tail]!, M);
  hash ^= hash >>> 13;
  hash = imul(hash, M);
  return hash ^ (hash >>> 15);
}

/** Bytes of records without a key that stay on one partition before the next is drawn. */
const STICKY_BYTES = 64 * 1024;

const keyBytes = Buffer.alloc(256);

/**
 * Chooses partitions as Kafka's Java client does: the hash of the key over all partitions; without a key, one partition
 * for some {@link STICKY_BYTES} and then another, among those that have a leader.
 */
export class Partitioner {
  private sticky = -1;
  private stickyBytes = 0;

  choose(record: OutgoingRecord, partitions: number, available: readonly number[]): number {
    if (record.partition !== undefined) return record.partition;
    if (record.key !== null) return (murmur2(bytesOf(record.key)) & 0x7fffffff) % partitions;
    this.stickyBytes += record.value?.length ?? 0;
    if (this.stickyBytes > STICKY_BYTES || !available.includes(this.sticky)) {
      this.stickyBytes = 0;
      this.sticky = available[Math.floor(Math.random() * available.length)] ?? 0;
    }
    return this.sticky;
  }
}

function bytesOf(key: Buffer | string): Uint8Array {
  if (typeof key !== 'string') return key;
  if (key.length * 3 > keyBytes.length) return Buffer.from(key);
  return keyBytes.subarray(0, keyBytes.write(key));
}
