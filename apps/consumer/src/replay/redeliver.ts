import type { ReadRecord } from '@sluice/kafka';
import { blockFromMessages } from '@sluice/kafka/consume';
import type { Connector } from '../connector.js';
import type { Delivered } from '../delivery/pipeline.js';

type Message = Parameters<typeof blockFromMessages>[0][number];

/**
 * Sends records of one partition, read from their topic, the way that they would have come. Resolves when each is
 * durable, was before, or has its dead letter; throws SHUTTING_DOWN once the signal aborts.
 */
export function redeliver(
  connector: Connector,
  topic: string,
  partition: number,
  records: readonly ReadRecord[],
  signal: AbortSignal,
): Promise<Delivered> {
  const block = blockFromMessages(records.map(toMessage));
  return connector.deliver({
    topic,
    partition,
    blocks: [block],
    count: block.count,
    bytes: block.memory,
    firstOffset: Number(records[0]?.offset),
    lastOffset: Number(records.at(-1)?.offset),
    signal,
  });
}

function toMessage({ offset, timestamp, key, value, headers }: ReadRecord): Message {
  const byName: Record<string, Buffer[]> = {};
  for (const { name, value: bytes } of headers) if (bytes !== null) (byName[name] ??= []).push(bytes);
  return { offset: String(offset), timestamp: String(timestamp), key, value, headers: byName, attributes: 0 };
}
