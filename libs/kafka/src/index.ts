export {
  ensureTopic,
  groupLag,
  listTopics,
  offsetsAt,
  partitionCount,
  type PartitionLag,
  type PartitionOffsets,
  topicOffsets,
  type TopicSpec,
} from './admin.js';
export { classifyKafkaError } from './classify-kafka-error.js';
export { type Compression, COMPRESSIONS } from './codecs.js';
export { connectKafka, type ConnectionLogger, KafkaConnection } from './connection.js';
export { type DeadLetter, DeadLetterPublisher } from './dead-letter-publisher.js';
export { framePrefix, readFraming } from './framing.js';
export type { ReadRecord } from './partition-fetch.js';
export { PartitionReader } from './partition-reader.js';
export type { DeliveryReport, HeaderValue, OutgoingHeaders, OutgoingRecord } from './produce/outgoing-record.js';
export { RecordProducer, type RecordProducerOptions } from './produce/record-producer.js';
export { type OffsetRange, RangeReader } from './range-reader.js';
export { type RegisteredSchema, SchemaRegistryClient, type SchemaRegistryValues } from './schemas/registry-client.js';
export { RegistrySchemaStore } from './schemas/registry-schema-store.js';
export { schemaStoreFor } from './schemas/schema-store-for.js';
export { type PublishedSchema, SchemaStore } from './schemas/schema-store.js';
export { TopicSchemaStore } from './schemas/topic-schema-store.js';
export { kafkaSettings, type KafkaValues, schemaRegistrySettings } from './settings.js';
export { assertTopicName } from './topic-name.js';
