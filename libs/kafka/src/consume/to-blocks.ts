import type { KafkaMessage } from 'kafkajs';
import { blockFromMessages } from './block-from-messages.js';
import type { LazyMessage } from './lazy-fetch.js';
import { toRecordBlock } from './record-batch.js';
import type { RecordBlock } from './record-block.js';

/** kafkajs types messages as decoded ones; where lazy fetching is on, each stands for a whole RecordBatch. */
export function toBlocks(messages: readonly unknown[], fromOffset: number): RecordBlock[] {
  if (messages.every(isLazy)) return messages.map(({ encoded, lease }) => toRecordBlock(encoded, fromOffset, lease));
  return [blockFromMessages(messages as readonly KafkaMessage[])];
}

function isLazy(message: unknown): message is LazyMessage {
  return typeof message === 'object' && message !== null && 'encoded' in message;
}
