import { kafkaSettings, schemaRegistrySettings } from '@sluice/kafka';
import { type AllSettings, settings } from '@sluice/settings';

export const producerSettings = settings({
  PRODUCER_BODY_LIMIT_BYTES: {
    type: 'integer',
    default: 64 * 1024 * 1024,
    min: 1_024,
    help: 'Largest body of one request, unpacked; beyond it the answer is 413.',
  },
  PRODUCER_RECORD_LIMIT_BYTES: {
    type: 'integer',
    default: 1_000_000,
    min: 1_024,
    help: 'Largest record; a larger one is rejected alone.',
  },
  PRODUCER_BUFFER_BYTES: {
    type: 'integer',
    default: 64 * 1024 * 1024,
    min: 4 * 1024 * 1024,
    help: 'Memory that requests may use at once; beyond it the answer is 429.',
  },
  PRODUCER_BODY_GRACE_MS: {
    type: 'integer',
    default: 20_000,
    min: 0,
    help: 'How long a body may be waited for, however little comes.',
  },
  PRODUCER_BODY_BYTES_PER_SECOND: {
    type: 'integer',
    default: 500,
    min: 0,
    help: 'What each further second of waiting for a body must have brought, unpacked; below it the answer is 408. 0: no limit.',
  },
  PRODUCER_ACK_TIMEOUT_MS: {
    type: 'integer',
    default: 10_000,
    min: 100,
    help: 'Time in which the broker must acknowledge; beyond it the answer is 503 and the client sends again.',
  },
  PRODUCER_CREATE_TOPICS: {
    type: 'boolean',
    default: true,
    help: 'Whether a topic that does not exist is made by the first request; otherwise the answer is 404.',
  },
});

export const producerGroups = [producerSettings, kafkaSettings, schemaRegistrySettings] as const;

export type ProducerValues = AllSettings<typeof producerGroups>;
