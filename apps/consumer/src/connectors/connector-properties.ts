import { settings } from '@sluice/settings';

const SCHEMA_CONVERTER = 'io.confluent.connect.json.JsonSchemaConverter';
const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter';
const STRING_CONVERTER = 'org.apache.kafka.connect.storage.StringConverter';
const BYTES_CONVERTER = 'org.apache.kafka.connect.converters.ByteArrayConverter';

export const CONVERTERS = { schema: SCHEMA_CONVERTER, json: JSON_CONVERTER } as const;

/** Properties that every connector takes, in Kafka Connect's vocabulary. */
export const connectorProperties = settings({
  name: { type: 'string', required: true, example: 'sensors-to-mongodb', help: 'Name of the connector, unique.' },
  'connector.class': {
    type: 'string',
    required: true,
    example: 'com.mongodb.kafka.connect.MongoSinkConnector',
    help: 'Kind of sink.',
  },
  topics: { type: 'list', example: 'occupancy,shuttle', help: 'Topics to store. This or `topics.regex`.' },
  'topics.regex': {
    type: 'string',
    example: 'sensors\\..*',
    help: 'Expression that names of topics to store must match whole; topics that appear later are picked up.',
  },
  'tasks.max': { type: 'integer', default: 3, min: 1, max: 64, help: 'Writes under way at the same time.' },
  'key.converter': {
    type: 'enum',
    oneOf: [STRING_CONVERTER, BYTES_CONVERTER, JSON_CONVERTER, SCHEMA_CONVERTER],
    default: STRING_CONVERTER,
    help: 'Accepted for compatibility: keys are stored as text where they are UTF-8, else as bytes.',
  },
  'key.converter.schemas.enable': { type: 'boolean', default: false, help: 'Must be false: keys carry no envelope.' },
  'value.converter': {
    type: 'enum',
    oneOf: [JSON_CONVERTER, SCHEMA_CONVERTER, STRING_CONVERTER],
    help: 'JsonConverter: plain JSON. JsonSchemaConverter: registry framing is required. Unset: both, told apart record by record.',
  },
  'value.converter.schemas.enable': {
    type: 'boolean',
    default: false,
    help: 'Must be false: values carry no envelope.',
  },
  'value.converter.schema.registry.url': {
    type: 'string',
    help: 'Accepted for compatibility: the registry is SCHEMA_REGISTRY_URL of the process.',
  },
  'errors.tolerance': {
    type: 'enum',
    oneOf: ['all', 'none'],
    default: 'all',
    help: 'all: a bad record becomes a dead letter. none: it stops the connector.',
  },
  'errors.quarantine.keys': {
    type: 'boolean',
    default: false,
    help: 'Keep the order of a key: records behind a dead letter of their key become dead letters too, until that one was replayed or discarded. Takes as many writes for a batch as its most frequent key has records.',
  },
  'errors.deadletterqueue.topic.name': {
    type: 'string',
    help: 'Topic for dead letters; by default `dlq.<name>`. It is made where it does not exist.',
  },
  'errors.deadletterqueue.topic.replication.factor': {
    type: 'integer',
    default: -1,
    help: 'Accepted for compatibility: a dead-letter topic that is made has the replicas that are the default of the broker.',
  },
  'errors.deadletterqueue.context.headers.enable': {
    type: 'boolean',
    default: true,
    help: 'Accepted for compatibility: dead letters always carry their origin and error as headers.',
  },
  'errors.log.enable': { type: 'boolean', default: false, help: 'Log each dead letter with code and origin.' },
  'errors.log.include.messages': { type: 'boolean', default: false, help: 'Must be false: payloads are never logged.' },
  'errors.retry.timeout': {
    type: 'integer',
    default: 10_000,
    min: -1,
    help: 'Milliseconds for which an error that is not known is tried again before the record at fault is looked for; -1: for ever. What is known to pass, as when the store is away, is always tried without limit.',
  },
  'errors.retry.delay.max.ms': {
    type: 'integer',
    default: 10_000,
    min: 100,
    help: 'Longest pause between two attempts; the first is 0.1 s, and each twice the one before.',
  },
  'consumer.override.group.id': { type: 'string', help: 'Consumer group; by default `connect-<name>`.' },
  'consumer.override.auto.offset.reset': {
    type: 'enum',
    oneOf: ['earliest', 'latest'],
    default: 'earliest',
    help: 'Where a partition without a committed offset begins.',
  },
});
