const MAGIC = 0;
const PREFIX_BYTES = 5;

/**
 * Schema id of a value in the wire format of Confluent's registry: byte 0, schema id as big-endian int32, payload from
 * `start` on. Undefined where the value does not begin so.
 */
export function readFraming(value: Buffer): { readonly id: number; readonly start: 5 } | undefined {
  if (value.length < PREFIX_BYTES || value[0] !== MAGIC) return undefined;
  return { id: value.readInt32BE(1), start: PREFIX_BYTES };
}

/** The five bytes that precede a payload with this schema id. */
export function framePrefix(id: number): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeInt32BE(id, 1);
  return prefix;
}
