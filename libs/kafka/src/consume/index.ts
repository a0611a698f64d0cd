// A door of its own: who only produces does not load Nest.
export { type BatchConsumerOptions, BatchConsumer } from './batch-consumer.js';
export type { PartitionProgress } from './group-progress.js';
export {
  type BatchTransportOptions,
  KafkaBatchTransport,
  RECORD_BATCH,
  type RecordBatchEvent,
  type Subscription,
} from './batch-transport.js';
export type { DeliverBatch, RecordBatch } from './record-batch-delivery.js';
export { blockFromMessages } from './block-from-messages.js';
export { RecordBlock } from './record-block.js';
export { namesTopic } from './topic-subscription.js';
