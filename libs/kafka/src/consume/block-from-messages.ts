import type { KafkaMessage } from 'kafkajs';
import { RecordBlock } from './record-block.js';

/** Columns from messages that kafkajs has decoded: the way taken where lazy fetching is not available. */
export function blockFromMessages(messages: readonly KafkaMessage[]): RecordBlock {
  const parts: Buffer[] = [];
  let length = 0;
  const put = (bytes: Buffer): number => {
    parts.push(bytes);
    length += bytes.length;
    return length - bytes.length;
  };
  const columns = messages.map((message) => ({
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key ? [put(message.key), length] : [-1, -1],
    value: message.value ? [put(message.value), length] : [-1, -1],
    headers: put(encodeHeaders(message.headers ?? {})),
  }));
  const block = new RecordBlock(Buffer.concat(parts, length), messages.length);
  for (const [i, column] of columns.entries()) {
    block.offsets[i] = column.offset;
    block.timestamps[i] = column.timestamp;
    block.keyStart[i] = column.key[0] ?? -1;
    block.keyEnd[i] = column.key[1] ?? -1;
    block.valueStart[i] = column.value[0] ?? -1;
    block.valueEnd[i] = column.value[1] ?? -1;
    block.headersStart[i] = column.headers;
  }
  block.count = messages.length;
  return block;
}

type HeaderValues = Buffer | string | (Buffer | string)[] | undefined;

function encodeHeaders(headers: Readonly<Record<string, HeaderValues>>): Buffer {
  const flat = Object.entries(headers).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value) => ({ name: Buffer.from(name), value })),
  );
  const parts = [varint(flat.length)];
  for (const { name, value } of flat) {
    const bytes = value === undefined ? undefined : Buffer.from(value);
    parts.push(varint(name.length), name, varint(bytes?.length ?? -1), bytes ?? Buffer.alloc(0));
  }
  return Buffer.concat(parts);
}

function varint(value: number): Buffer {
  let raw = ((value << 1) ^ (value >> 31)) >>> 0;
  const bytes: number[] = [];
  while (raw > 0x7f) {
    bytes.push((raw & 0x7f) | 0x80);
    raw >>>= 7;
  }
  return Buffer.from([...bytes, raw]);
}
