import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { type ErrorCode, SluiceError } from '@sluice/contracts';
import { classifyKafkaError } from './classify-kafka-error.js';
import { protocolError } from './kafkajs-internals.js';

type KafkaJSErrors = Record<ErrorName, new (...of: unknown[]) => Error>;
type ErrorName =
  | 'KafkaJSAggregateError'
  | 'KafkaJSBrokerNotFound'
  | 'KafkaJSConnectionClosedError'
  | 'KafkaJSConnectionError'
  | 'KafkaJSCreateTopicError'
  | 'KafkaJSError'
  | 'KafkaJSLockTimeout'
  | 'KafkaJSMetadataNotLoaded'
  | 'KafkaJSNonRetriableError'
  | 'KafkaJSNumberOfRetriesExceeded'
  | 'KafkaJSRequestTimeoutError'
  | 'KafkaJSSASLAuthenticationError'
  | 'KafkaJSServerDoesNotSupportApiKey';

/** All of kafkajs' errors; its types leave some out and take no arguments for others. */
const {
  KafkaJSAggregateError,
  KafkaJSBrokerNotFound,
  KafkaJSConnectionClosedError,
  KafkaJSConnectionError,
  KafkaJSCreateTopicError,
  KafkaJSError,
  KafkaJSLockTimeout,
  KafkaJSMetadataNotLoaded,
  KafkaJSNonRetriableError,
  KafkaJSNumberOfRetriesExceeded,
  KafkaJSRequestTimeoutError,
  KafkaJSSASLAuthenticationError,
  KafkaJSServerDoesNotSupportApiKey,
} = createRequire(import.meta.url)('kafkajs/src/errors.js') as KafkaJSErrors;

const connection = (code?: string): Error =>
  new KafkaJSConnectionError('Connection error', { broker: 'b:1', ...(code ? { code } : {}) });
const retried = (cause: Error): Error => new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 5, retryTime: 1 });
const refused = (cause: Error): Error => Object.assign(new KafkaJSNonRetriableError(cause), { cause });

const CASES: [string, unknown, ErrorCode][] = [
  ['connection refused', connection('ECONNREFUSED'), 'BROKER_UNAVAILABLE'],
  ['connection timeout', connection(), 'BROKER_UNAVAILABLE'],
  ['connection closed', new KafkaJSConnectionClosedError('Closed', { host: 'b', port: 1 }), 'BROKER_UNAVAILABLE'],
  ['retries exceeded', retried(connection('ECONNRESET')), 'BROKER_UNAVAILABLE'],
  ['wrapped twice', refused(retried(protocolError(29))), 'BROKER_REFUSED'],
  ['unknown certificate', connection('SELF_SIGNED_CERT_IN_CHAIN'), 'BROKER_AUTH'],
  ['certificate of another host', connection('ERR_TLS_CERT_ALTNAME_INVALID'), 'BROKER_AUTH'],
  ['unverifiable certificate', connection('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'BROKER_AUTH'],
  ['certificate expired', connection('CERT_HAS_EXPIRED'), 'BROKER_AUTH'],
  ['TLS to a port without', connection('ERR_SSL_WRONG_VERSION_NUMBER'), 'BROKER_AUTH'],
  ['SASL refused', new KafkaJSSASLAuthenticationError('no'), 'BROKER_AUTH'],
  ['SASL_AUTHENTICATION_FAILED', protocolError(58), 'BROKER_AUTH'],
  ['UNSUPPORTED_SASL_MECHANISM', protocolError(33), 'BROKER_AUTH'],
  ['ILLEGAL_SASL_STATE, a race on reconnecting', protocolError(34), 'BROKER_UNAVAILABLE'],
  ['TOPIC_AUTHORIZATION_FAILED', protocolError(29), 'BROKER_REFUSED'],
  ['GROUP_AUTHORIZATION_FAILED', protocolError(30), 'BROKER_REFUSED'],
  ['CLUSTER_AUTHORIZATION_FAILED', protocolError(31), 'BROKER_REFUSED'],
  ['POLICY_VIOLATION', protocolError(44), 'BROKER_REFUSED'],
  ['UNKNOWN_TOPIC_OR_PARTITION', protocolError(3), 'TOPIC_UNKNOWN'],
  ['INVALID_TOPIC_EXCEPTION', protocolError(17), 'TOPIC_INVALID'],
  ['MESSAGE_TOO_LARGE', protocolError(10), 'RECORD_TOO_LARGE'],
  ['INVALID_TIMESTAMP', protocolError(32), 'RECORD_REFUSED'],
  ['INVALID_RECORD, which kafkajs does not know by name', protocolError(87), 'RECORD_REFUSED'],
  ['NOT_LEADER_FOR_PARTITION', protocolError(6), 'BROKER_UNAVAILABLE'],
  ['LEADER_NOT_AVAILABLE', protocolError(5), 'BROKER_UNAVAILABLE'],
  ['NOT_ENOUGH_REPLICAS', protocolError(19), 'BROKER_UNAVAILABLE'],
  ['REQUEST_TIMED_OUT', protocolError(7), 'BROKER_UNAVAILABLE'],
  ['REBALANCE_IN_PROGRESS', protocolError(27), 'BROKER_UNAVAILABLE'],
  ['ILLEGAL_GENERATION', protocolError(22), 'BROKER_UNAVAILABLE'],
  ['a protocol error of the future', protocolError(9_999), 'BROKER_UNAVAILABLE'],
  ['request timeout', new KafkaJSRequestTimeoutError('late', {}), 'BROKER_UNAVAILABLE'],
  ['lock timeout', new KafkaJSLockTimeout('late'), 'BROKER_UNAVAILABLE'],
  ['broker not found', new KafkaJSBrokerNotFound('no'), 'BROKER_UNAVAILABLE'],
  ['metadata not loaded', new KafkaJSMetadataNotLoaded('no'), 'BROKER_UNAVAILABLE'],
  ['any retriable', new KafkaJSError('hm'), 'BROKER_UNAVAILABLE'],
  ['API not supported', new KafkaJSServerDoesNotSupportApiKey('no', {}), 'BROKER_REFUSED'],
  [
    'several topics refused',
    new KafkaJSAggregateError('topics', [new KafkaJSCreateTopicError(protocolError(17), 't')]),
    'TOPIC_INVALID',
  ],
  ['a defect inside kafkajs', refused(new TypeError('x is undefined')), 'INTERNAL'],
  ['wrong use of kafkajs', new KafkaJSNonRetriableError('Invalid topic'), 'INTERNAL'],
  ['socket error', Object.assign(new Error('gone'), { code: 'ECONNRESET' }), 'BROKER_UNAVAILABLE'],
  ['name not found', Object.assign(new Error('gone'), { code: 'ENOTFOUND' }), 'BROKER_UNAVAILABLE'],
  ['a defect', new TypeError('x is undefined'), 'INTERNAL'],
  ['not an error', 'boom', 'INTERNAL'],
  ['nothing', undefined, 'INTERNAL'],
];

describe('classifyKafkaError', () => {
  it.each(CASES)('%s', (_name, error, code) => {
    const known = classifyKafkaError(error, 'writing to t');
    expect(known).toBeInstanceOf(SluiceError);
    expect(known.code).toBe(code);
    expect(known.message).toMatch(/^writing to t: /);
  });

  it('leaves a SluiceError as it is, also inside what kafkajs wraps around it', () => {
    const mine = new SluiceError('SHUTTING_DOWN', 'stopping');
    expect(classifyKafkaError(mine)).toBe(mine);
    expect(classifyKafkaError(refused(mine))).toBe(mine);
  });

  it('keeps the error and the name Kafka gives it', () => {
    const error = retried(protocolError(29));
    expect(classifyKafkaError(error)).toMatchObject({ cause: error, context: { kafka: 'TOPIC_AUTHORIZATION_FAILED' } });
  });
});
