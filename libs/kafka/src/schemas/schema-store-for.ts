import type { KafkaConnection } from '../connection.js';
import { SchemaRegistryClient, type SchemaRegistryValues } from './registry-client.js';
import { RegistrySchemaStore } from './registry-schema-store.js';
import type { SchemaStore } from './schema-store.js';
import { TopicSchemaStore } from './topic-schema-store.js';

/**
 * The registry where SCHEMA_REGISTRY_URL is set, else the topic `_sluice.schemas`.
 * @throws SluiceError CONFIG_INVALID
 */
export function schemaStoreFor(values: SchemaRegistryValues, connection: KafkaConnection): SchemaStore {
  const { SCHEMA_REGISTRY_URL: url } = values;
  const topic = new TopicSchemaStore(connection);
  if (url === undefined || url === '') return topic;
  return new RegistrySchemaStore(new SchemaRegistryClient({ ...values, SCHEMA_REGISTRY_URL: url }), topic);
}
