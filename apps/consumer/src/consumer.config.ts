import { kafkaSettings, schemaRegistrySettings } from '@sluice/kafka';
import { type AllSettings, settings } from '@sluice/settings';
import { mongoSettings } from '@sluice/storage';

export const consumerSettings = settings({
  CONSUMER_CONNECTORS_PATH: {
    type: 'string',
    example: 'connectors/',
    help: 'Connector file, or folder of .properties and .json files. Unset: one connector stores every topic in a collection of its name.',
  },
  CONSUMER_IN_FLIGHT_BYTES: {
    type: 'integer',
    default: 12 * 1024 * 1024,
    min: 65_536,
    help: 'Bytes of fetched records a connector holds before fetching pauses.',
  },
  CONSUMER_FETCH_BYTES: {
    type: 'integer',
    default: 8 * 1024 * 1024,
    min: 65_536,
    help: 'Bytes of one answer of a broker, about, packed and unpacked.',
  },
  CONSUMER_FETCH_PARTITION_BYTES: {
    type: 'integer',
    default: 2_621_440,
    min: 65_536,
    help: 'Bytes of one partition in an answer, about, unpacked; also the size of a batch under load.',
  },
  CONSUMER_SESSION_TIMEOUT_MS: {
    type: 'integer',
    default: 30_000,
    min: 6_000,
    help: 'Silence after which the broker gives the partitions of a consumer to others.',
  },
  CONSUMER_COMMIT_INTERVAL_MS: {
    type: 'integer',
    default: 250,
    min: 10,
    help: 'Time between commits of what has become durable.',
  },
  CONSUMER_TOPIC_REFRESH_MS: {
    type: 'integer',
    default: 1_000,
    min: 100,
    help: 'Time between looks for new topics and partitions.',
  },
  CONSUMER_DRAIN_TIMEOUT_MS: {
    type: 'integer',
    default: 20_000,
    min: 0,
    help: 'Time that a stop gives batches in flight; keep it below RUNTIME_SHUTDOWN_TIMEOUT_MS.',
  },
});

export const consumerGroups = [consumerSettings, kafkaSettings, schemaRegistrySettings, mongoSettings] as const;

export type ConsumerValues = AllSettings<typeof consumerGroups>;
