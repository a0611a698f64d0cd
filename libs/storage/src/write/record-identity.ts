import { STORED_ID, STORED_KEY, STORED_TIMESTAMP, storedFieldName } from '@sluice/contracts';
import { isUtf8 } from 'node:buffer';
import { BsonType, elementEnd, findElement } from './bson-type.js';

/**
 * Where `_id` comes from: `position` is `topic#partition#offset`; `key` is the record's key, a string where it is
 * UTF-8, else binary; `fields` is the value of the one field named, or an embedded document of several.
 */
export type IdStrategy = 'position' | 'key' | { readonly fields: readonly string[] };

/** What a record brings besides its value. One object may be filled anew for each record. */
export interface RecordMeta {
  /** {@link positionIdPrefix} of topic and partition; used by the strategy `position`. */
  idPrefix: Buffer;
  offset: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
  /** The key's bytes in the same buffer as the value; `keyStart` is -1 where the record has no key. */
  keyStart: number;
  keyEnd: number;
}

/** First part of the ids `topic#partition#offset`. */
export function positionIdPrefix(topic: string, partition: number): Buffer {
  return Buffer.from(`${topic}#${String(partition)}#`);
}

const ID_NAME = Buffer.from(`${STORED_ID}\0`);
const TIMESTAMP_ELEMENT = Buffer.from(`${String.fromCharCode(BsonType.date)}${STORED_TIMESTAMP}\0`, 'latin1');
const KEY_NAME = Buffer.from(`${STORED_KEY}\0`);

/** Kafka's timestamp of a record that has none. */
const NO_TIMESTAMP = -1;
/** Largest instant of a Date, milliseconds either side of the epoch; Kafka's timestamps are any 64-bit number. */
const LAST_INSTANT = 8.64e15;

/** Bytes that {@link writeIdentity} writes at most, the key's own (twice) and the prefix apart. */
export const IDENTITY_ROOM = 128;

/** Decimal digits of a non-negative safe integer; returns the position after them. */
export function writeDigits(out: Buffer, at: number, value: number): number {
  let end = at + 1;
  for (let limit = 10; value >= limit; limit *= 10) end += 1;
  let rest = value;
  let to = end;
  while (rest > 0x7fffffff) {
    const shorter = Math.floor(rest / 10);
    out[--to] = 0x30 + (rest - shorter * 10);
    rest = shorter;
  }
  for (let small = rest | 0; to > at; small = (small / 10) | 0) out[--to] = 0x30 + (small % 10);
  return end;
}

function writeName(out: Buffer, at: number, type: number, name: Buffer): number {
  out[at] = type;
  for (let i = 0; i < name.length; i += 1) out[at + 1 + i] = name[i] as number;
  return at + 1 + name.length;
}

function writeKey(out: Buffer, view: DataView, at: number, name: Buffer, json: Buffer, meta: RecordMeta): number {
  const length = meta.keyEnd - meta.keyStart;
  const text = isText(json, meta.keyStart, meta.keyEnd);
  let o = writeName(out, at, text ? BsonType.string : BsonType.binary, name);
  view.setInt32(o, text ? length + 1 : length, true);
  o += 4;
  if (!text) out[o++] = 0;
  if (length < 32) for (let i = 0; i < length; i += 1) out[o + i] = json[meta.keyStart + i] as number;
  else json.copy(out, o, meta.keyStart, meta.keyEnd);
  o += length;
  if (text) out[o++] = 0;
  return o;
}

function isText(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) if ((bytes[i] as number) >= 0x80) return isUtf8(bytes.subarray(start, end));
  return true;
}

/**
 * Writes `_id` (unless it comes from fields, which are not known yet), `_ts` (unless the record has no timestamp, or
 * one that no Date holds) and `_key` (unless it has no key).
 * @returns the position after them, or -1 where the strategy needs a key and the record has none
 */
export function writeIdentity(
  strategy: IdStrategy,
  meta: RecordMeta,
  json: Buffer,
  out: Buffer,
  view: DataView,
  at: number,
): number {
  let o = at;
  if (strategy === 'position') {
    o = writeName(out, o, BsonType.string, ID_NAME);
    const text = o + 4;
    const prefix = meta.idPrefix;
    for (let i = 0; i < prefix.length; i += 1) out[text + i] = prefix[i] as number;
    const end = writeDigits(out, text + prefix.length, meta.offset);
    out[end] = 0;
    view.setInt32(o, end + 1 - text, true);
    o = end + 1;
  } else if (strategy === 'key') {
    if (meta.keyStart < 0) return -1;
    o = writeKey(out, view, o, ID_NAME, json, meta);
  }
  const { timestamp } = meta;
  if (timestamp !== NO_TIMESTAMP && timestamp <= LAST_INSTANT && timestamp >= -LAST_INSTANT) {
    for (let i = 0; i < TIMESTAMP_ELEMENT.length; i += 1) out[o + i] = TIMESTAMP_ELEMENT[i] as number;
    o = writeMilliseconds(view, o + TIMESTAMP_ELEMENT.length, timestamp);
  }
  return meta.keyStart < 0 ? o : writeKey(out, view, o, KEY_NAME, json, meta);
}

/** A BSON date; returns the position after it. */
export function writeMilliseconds(view: DataView, at: number, milliseconds: number): number {
  view.setInt32(at, milliseconds, true);
  view.setInt32(at + 4, Math.floor(milliseconds / 0x1_0000_0000), true);
  return at + 8;
}

/**
 * Puts `_id` made of the record's own fields at the front of the finished document at `start`.
 * @returns the new end, or the name of a field that is missing or null
 */
export function insertFieldsId(out: Buffer, start: number, end: number, fields: readonly string[]): number | string {
  const values: Buffer[] = [];
  for (const field of fields) {
    const name = Buffer.from(storedFieldName(field));
    const at = findElement(out, start, end, name);
    if (at < 0 || out[at] === BsonType.null) return field;
    const value = Buffer.from(out.subarray(at + 2 + name.length, elementEnd(out, at)));
    const ownName = fields.length === 1 ? ID_NAME : Buffer.from(`${field}\0`);
    values.push(Buffer.from([out[at] as number]), ownName, value);
  }
  const id = Buffer.concat(fields.length === 1 ? values : embedded(values));
  out.copyWithin(start + 4 + id.length, start + 4, end);
  id.copy(out, start + 4);
  out.writeInt32LE(end - start + id.length, start);
  return end + id.length;
}

function embedded(elements: readonly Buffer[]): Buffer[] {
  const length = Buffer.alloc(4);
  length.writeInt32LE(5 + elements.reduce((sum, part) => sum + part.length, 0));
  return [Buffer.from([BsonType.object]), ID_NAME, length, ...elements, Buffer.alloc(1)];
}
