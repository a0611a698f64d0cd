import { settings } from '@sluice/settings';

const STRATEGY = 'com.mongodb.kafka.connect.sink.processor.id.strategy';

/** How a document's `_id` follows from its record. All of them are deterministic, so that redelivery changes nothing. */
export const ID_STRATEGIES = {
  coordinates: `${STRATEGY}.KafkaMetaDataStrategy`,
  key: `${STRATEGY}.FullKeyStrategy`,
  fields: `${STRATEGY}.PartialValueStrategy`,
  providedInValue: `${STRATEGY}.ProvidedInValueStrategy`,
} as const;

/** Properties of the MongoDB sink, in the words of MongoDB's own sink connector. */
export const mongodbSinkProperties = settings({
  'connection.uri': {
    type: 'string',
    secret: true,
    example: 'mongodb://localhost:27017/?replicaSet=rs0',
    help: 'Connection string; by default MONGO_DB_URL of the process.',
  },
  database: { type: 'string', help: 'Database; by default MONGO_DB_NAME, or the one of the connection string.' },
  collection: { type: 'string', help: 'Collection for all topics of the connector; by default the name of the topic.' },
  'document.id.strategy': {
    type: 'enum',
    oneOf: Object.values(ID_STRATEGIES),
    default: ID_STRATEGIES.coordinates,
    help: 'What `_id` is: `topic#partition#offset` (KafkaMetaDataStrategy), the key (FullKeyStrategy), some fields (PartialValueStrategy) or the field `_id` (ProvidedInValueStrategy). All but the first replace the document that is there.',
  },
  'document.id.strategy.partial.value.projection.type': {
    type: 'enum',
    oneOf: ['AllowList', 'allowlist'],
    default: 'AllowList',
    help: 'Only allow lists.',
  },
  'document.id.strategy.partial.value.projection.list': {
    type: 'list',
    example: 'sensor_id,event_timestamp',
    help: 'The fields that make up `_id` with PartialValueStrategy.',
  },
  'max.batch.size': {
    type: 'integer',
    default: 0,
    min: 0,
    help: 'Accepted for compatibility: a write holds what arrives together, see CONSUMER_FETCH_PARTITION_BYTES.',
  },
  'bulk.write.ordered': {
    type: 'boolean',
    default: false,
    help: 'Must be false: one refused record never holds up others.',
  },
  'writemodel.strategy': {
    type: 'string',
    help: 'Accepted for compatibility: the id strategy decides between insert and replace.',
  },
});
