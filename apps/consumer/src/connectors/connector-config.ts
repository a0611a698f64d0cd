import { SluiceError } from '@sluice/contracts';
import { namesTopic } from '@sluice/kafka/consume';
import { readSettings } from '@sluice/settings';
import { type MongodbSinkConfig, mongodbSinkConfig, mongodbSinkProperties } from '@sluice/sinks';
import type { ValueFormat } from '../delivery/decode-batch.js';
import type { ConnectorProperties } from './connector-files.js';
import type { RetryLimits } from '../delivery/circuit.js';
import { connectorProperties, CONVERTERS } from './connector-properties.js';

const MONGODB_CLASSES = ['com.mongodb.kafka.connect.MongoSinkConnector', 'MongoSinkConnector', 'mongodb'];

/** A connector, checked. */
export interface ConnectorConfig {
  readonly name: string;
  readonly topics: readonly string[] | RegExp;
  readonly groupId: string;
  readonly fromBeginning: boolean;
  readonly valueFormat: ValueFormat;
  readonly errorsTolerance: 'all' | 'none';
  readonly logDeadLetters: boolean;
  readonly deadLetterTopic: string;
  readonly quarantinesKeys: boolean;
  readonly retry: RetryLimits;
  readonly maxConcurrentWrites: number;
  readonly sink: MongodbSinkConfig;
}

/** What connectors take from the process where they do not say it themselves. */
export interface ConnectorDefaults {
  readonly mongodbUrl: string | undefined;
  readonly database: string | undefined;
}

/** Checks the properties of one connector. Throws CONFIG_INVALID with every problem and the file's name. */
export function connectorConfig(
  { file, properties }: ConnectorProperties,
  defaults: ConnectorDefaults,
): ConnectorConfig {
  const overrides = topicOverrides(properties);
  const values = readSettings([connectorProperties, mongodbSinkProperties], overrides.rest, {
    what: `connector ${file}`,
    rejectUnknown: true,
  });
  const problem = (why: string): SluiceError =>
    new SluiceError('CONFIG_INVALID', `reading connector ${file}: ${why}`, { context: { file } });
  if (!MONGODB_CLASSES.includes(values['connector.class'])) {
    throw problem(`connector.class "${values['connector.class']}" is not known; use ${MONGODB_CLASSES[0]}`);
  }
  if (values['value.converter.schemas.enable'] || values['key.converter.schemas.enable']) {
    throw problem(
      'schemas.enable=true (an envelope with "schema" and "payload") is not read; produce plain JSON, or use a schema registry',
    );
  }
  if (values['bulk.write.ordered'])
    throw problem('bulk.write.ordered=true would let one record hold up others; remove it');
  if (values['errors.log.include.messages'])
    throw problem('errors.log.include.messages=true would log payloads; remove it');
  const { name } = values;
  const topics = topicsOf(values.topics, values['topics.regex'], problem);
  const deadLetterTopic = values['errors.deadletterqueue.topic.name'] ?? `dlq.${name}`;
  if (namesTopic(topics, deadLetterTopic)) {
    throw problem(`its own dead letters in ${deadLetterTopic} would come back to it for ever; leave that topic out`);
  }
  return {
    name,
    topics,
    groupId: values['consumer.override.group.id'] ?? `connect-${name}`,
    fromBeginning: values['consumer.override.auto.offset.reset'] === 'earliest',
    valueFormat: formatOf(values['value.converter']),
    errorsTolerance: values['errors.tolerance'],
    logDeadLetters: values['errors.log.enable'],
    deadLetterTopic,
    quarantinesKeys: values['errors.quarantine.keys'],
    retry: {
      longestDelayMs: values['errors.retry.delay.max.ms'],
      unclassifiedMs: values['errors.retry.timeout'] < 0 ? Infinity : values['errors.retry.timeout'],
    },
    maxConcurrentWrites: values['tasks.max'],
    sink: mongodbSinkConfig(values, overrides.collections, defaults, problem),
  };
}

type Problem = (why: string) => SluiceError;

function topicsOf(
  topics: readonly string[] | undefined,
  regex: string | undefined,
  problem: Problem,
): readonly string[] | RegExp {
  if ((topics === undefined) === (regex === undefined)) throw problem('give either topics or topics.regex');
  if (topics !== undefined) return topics;
  try {
    return new RegExp(regex ?? '');
  } catch (error) {
    throw problem(`topics.regex is not a regular expression: ${String(error)}`);
  }
}

function formatOf(converter: string | undefined): ValueFormat {
  if (converter === CONVERTERS.schema) return 'json-schema-registry';
  return converter === undefined ? 'auto' : 'json';
}

/** Takes out `topic.override.<topic>.collection`, the one kind of property whose name is open. */
function topicOverrides(properties: Readonly<Record<string, string>>) {
  const collections = new Map<string, string>();
  const rest: Record<string, string> = {};
  for (const [name, value] of Object.entries(properties)) {
    const topic = /^topic\.override\.(.+)\.collection$/.exec(name)?.[1];
    if (topic === undefined) rest[name] = value;
    else collections.set(topic, value);
  }
  return { collections, rest };
}
