import { isUtf8 } from 'node:buffer';
import { readFraming } from '@sluice/kafka';
import type { ValueFormat } from '../delivery/decode-batch.js';

/** Bytes as people can read them. */
export interface ReadableBytes {
  readonly format: 'text' | 'base64';
  readonly text: string;
}

/** A record's value as people can read it. */
export interface ReadableValue {
  readonly format: 'json' | 'text' | 'base64';
  /** The value itself without registry framing; in base64 where it is not UTF-8. */
  readonly text: string;
  /** The parsed value where the format is json. Numbers beyond 2^53 are exact in `text` only. */
  readonly json?: unknown;
  /** Id in the registry framing, if the value has one. */
  readonly schemaId?: number;
  /** With framing. */
  readonly bytes: number;
}

export function readableBytes(bytes: Buffer): ReadableBytes {
  return isUtf8(bytes)
    ? { format: 'text', text: bytes.toString('utf8') }
    : { format: 'base64', text: bytes.toString('base64') };
}

/** @param format how the connector reads values: plain JSON has no framing, whatever its first byte */
export function readableValue(value: Buffer | null, format: ValueFormat): ReadableValue | null {
  if (value === null) return null;
  const framing = format === 'json' ? undefined : readFraming(value);
  const payload = framing === undefined ? value : value.subarray(framing.start);
  const facts = { ...(framing === undefined ? {} : { schemaId: framing.id }), bytes: value.length };
  const readable = readableBytes(payload);
  if (readable.format === 'base64') return { ...readable, ...facts };
  try {
    return { format: 'json', text: readable.text, json: JSON.parse(readable.text) as unknown, ...facts };
  } catch {
    return { ...readable, ...facts };
  }
}

/**
 * The bytes to produce in place of a value: text as it is, anything else as JSON. Framing of the value before is kept,
 * so that its schema still applies.
 */
export function editedValue(edit: unknown, before: Buffer | null, format: ValueFormat): Buffer {
  const payload = Buffer.from(typeof edit === 'string' ? edit : JSON.stringify(edit));
  const framing = before === null || format === 'json' ? undefined : readFraming(before);
  return framing === undefined ? payload : Buffer.concat([before!.subarray(0, framing.start), payload]);
}
