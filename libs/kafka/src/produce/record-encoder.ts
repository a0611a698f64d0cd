import type { HeaderValue, OutgoingHeaders, OutgoingRecord } from './outgoing-record.js';

/** Bytes that a record takes at most besides key, value and headers: five varints and the attributes. */
const RECORD_OVERHEAD = 40;
const TYPICAL_OVERHEAD = 12;
const NO_BYTES = Buffer.alloc(0);

/** About how many bytes a record takes in a batch, without encoding it. */
export function recordBytes(record: OutgoingRecord): number {
  const headers = record.headers ? headerBytes(record.headers) : 0;
  return TYPICAL_OVERHEAD + (record.key?.length ?? 0) + (record.value?.length ?? 0) + headers;
}

function headerBytes(headers: OutgoingHeaders): number {
  let bytes = 0;
  for (const { name, value } of headerList(headers)) bytes += 2 + name.length + (value?.length ?? 0);
  return bytes;
}

function headerList(headers: OutgoingHeaders): readonly { readonly name: string; readonly value: HeaderValue }[] {
  return isList(headers) ? headers : Object.entries(headers).map(([name, value]) => ({ name, value }));
}

function isList(headers: OutgoingHeaders): headers is Extract<OutgoingHeaders, readonly unknown[]> {
  return Array.isArray(headers);
}

/**
 * Writes records in the form of message format 2 (https://kafka.apache.org/documentation/#record) into one buffer that
 * is reused from batch to batch.
 */
export class RecordEncoder {
  private buffer: Buffer;
  private at = 0;
  count = 0;
  baseTimestamp = 0;
  maxTimestamp = 0;

  constructor(bytes: number) {
    this.buffer = Buffer.allocUnsafeSlow(bytes);
  }

  reset(): void {
    this.at = 0;
    this.count = 0;
  }

  /** The records so far; valid until the next {@link reset}. */
  get bytes(): Buffer {
    return this.buffer.subarray(0, this.at);
  }

  append(record: OutgoingRecord, now: number): void {
    const timestamp = record.timestamp ?? now;
    if (this.count === 0) this.baseTimestamp = this.maxTimestamp = timestamp;
    else if (timestamp > this.maxTimestamp) this.maxTimestamp = timestamp;
    const { key, value } = record;
    const delta = timestamp - this.baseTimestamp;
    const headers = record.headers ? encodeHeaders(record.headers) : NO_BYTES;
    const keyLength = key === null ? -1 : typeof key === 'string' ? Buffer.byteLength(key) : key.length;
    const valueLength = value === null ? -1 : value.length;
    this.reserve(RECORD_OVERHEAD + Math.max(0, keyLength) + Math.max(0, valueLength) + headers.length);
    this.varint(
      1 +
        varlongSize(delta) +
        varintSize(this.count) +
        varintSize(keyLength) +
        Math.max(0, keyLength) +
        varintSize(valueLength) +
        Math.max(0, valueLength) +
        Math.max(1, headers.length),
    );
    this.buffer[this.at++] = 0; // attributes, unused
    this.varlong(delta);
    this.varint(this.count++);
    this.varint(keyLength);
    if (typeof key === 'string') this.at += this.buffer.write(key, this.at);
    else if (key !== null) this.copy(key);
    this.varint(valueLength);
    if (value !== null) this.copy(value);
    if (headers.length === 0) this.buffer[this.at++] = 0;
    else this.copy(headers);
  }

  private copy(bytes: Buffer): void {
    this.buffer.set(bytes, this.at);
    this.at += bytes.length;
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.at + bytes, this.buffer.length * 2));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }

  private varint(value: number): void {
    let raw = ((value << 1) ^ (value >> 31)) >>> 0;
    while (raw > 0x7f) {
      this.buffer[this.at++] = (raw & 0x7f) | 0x80;
      raw >>>= 7;
    }
    this.buffer[this.at++] = raw;
  }

  private varlong(value: number): void {
    if (isInt31(value)) {
      this.varint(value);
      return;
    }
    let raw = zigzag64(value);
    while (raw > 0x7fn) {
      this.buffer[this.at++] = Number(raw & 0x7fn) | 0x80;
      raw >>= 7n;
    }
    this.buffer[this.at++] = Number(raw);
  }
}

function isInt31(value: number): boolean {
  return value >= -0x40000000 && value < 0x40000000;
}

function zigzag64(value: number): bigint {
  const wide = BigInt(Math.trunc(value));
  return BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
}

function varintSize(value: number): number {
  const raw = ((value << 1) ^ (value >> 31)) >>> 0;
  if (raw < 0x80) return 1;
  if (raw < 0x4000) return 2;
  if (raw < 0x200000) return 3;
  return raw < 0x10000000 ? 4 : 5;
}

function varlongSize(value: number): number {
  if (isInt31(value)) return varintSize(value);
  let size = 1;
  for (let raw = zigzag64(value); raw > 0x7fn; raw >>= 7n) size++;
  return size;
}

function encodeHeaders(headers: OutgoingHeaders): Buffer {
  const list = headerList(headers);
  const parts = [varintBytes(list.length)];
  for (const { name, value } of list) {
    const nameBytes = Buffer.from(name);
    const valueBytes = value === null ? null : Buffer.from(value);
    parts.push(varintBytes(nameBytes.length), nameBytes, varintBytes(valueBytes?.length ?? -1), valueBytes ?? NO_BYTES);
  }
  return Buffer.concat(parts);
}

function varintBytes(value: number): Buffer {
  const bytes: number[] = [];
  let raw = ((value << 1) ^ (value >> 31)) >>> 0;
  for (; raw > 0x7f; raw >>>= 7) bytes.push((raw & 0x7f) | 0x80);
  return Buffer.from([...bytes, raw]);
}
