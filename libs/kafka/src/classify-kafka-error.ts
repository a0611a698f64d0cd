import { type ErrorCode, SluiceError } from '@sluice/contracts';
import { type NeededRights, whatToDo } from './what-to-do.js';

/** Protocol errors that are final; https://kafka.apache.org/protocol#protocol_error_codes. */
const TYPES_BY_CODE: Partial<Record<ErrorCode, string>> = {
  BROKER_AUTH: 'SASL_AUTHENTICATION_FAILED UNSUPPORTED_SASL_MECHANISM',
  TOPIC_UNKNOWN: 'UNKNOWN_TOPIC_OR_PARTITION UNKNOWN_TOPIC_ID',
  TOPIC_INVALID: 'INVALID_TOPIC_EXCEPTION',
  RECORD_TOO_LARGE: 'MESSAGE_TOO_LARGE RECORD_LIST_TOO_LARGE',
  RECORD_REFUSED: 'INVALID_RECORD INVALID_TIMESTAMP',
  BROKER_REFUSED:
    'TOPIC_AUTHORIZATION_FAILED GROUP_AUTHORIZATION_FAILED CLUSTER_AUTHORIZATION_FAILED ' +
    'TRANSACTIONAL_ID_AUTHORIZATION_FAILED POLICY_VIOLATION UNSUPPORTED_VERSION SECURITY_DISABLED ' +
    'UNSUPPORTED_FOR_MESSAGE_FORMAT UNSUPPORTED_COMPRESSION_TYPE INVALID_REQUEST INVALID_REQUIRED_ACKS ' +
    'INVALID_REPLICATION_FACTOR INVALID_PARTITIONS INVALID_REPLICA_ASSIGNMENT INVALID_CONFIG INVALID_GROUP_ID ' +
    'INVALID_SESSION_TIMEOUT INCONSISTENT_GROUP_PROTOCOL GROUP_MAX_SIZE_REACHED',
};

const CODE_BY_TYPE: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries(TYPES_BY_CODE).flatMap(([code, types]) =>
    // the keys are error codes by the table's type
    types.split(' ').map((type): [string, ErrorCode] => [type, code as ErrorCode]),
  ),
);

/** Errors of kafkajs itself whose retriable flag does not say what they mean. */
const CODE_BY_NAME: ReadonlyMap<string, ErrorCode> = new Map([
  ['KafkaJSSASLAuthenticationError', 'BROKER_AUTH'],
  ['KafkaJSServerDoesNotSupportApiKey', 'BROKER_REFUSED'],
  ['KafkaJSUnsupportedMagicByteInMessageSet', 'BROKER_REFUSED'],
  ['KafkaJSTimeout', 'BROKER_UNAVAILABLE'],
  ['KafkaJSLockTimeout', 'BROKER_UNAVAILABLE'],
  ['KafkaJSPartialMessageError', 'BROKER_UNAVAILABLE'],
  ['KafkaJSGroupCoordinatorNotFound', 'BROKER_UNAVAILABLE'],
]);

const NETWORK = /^(?:ECONN\w+|ENOTFOUND|EAI_\w+|ETIMEDOUT|EPIPE|EHOST\w+|ENET\w+|EADDRNOTAVAIL)$/;
const TLS = /^(?:ERR_(?:TLS|SSL|OSSL)_\w+|EPROTO|CERT_\w+|CRL_\w+|\w*(?:SELF_SIGNED|LEAF_SIGNATURE|ISSUER_CERT)\w*)$/;

interface Failure {
  readonly name?: string;
  readonly message?: string;
  readonly type?: string;
  readonly code?: unknown;
  readonly retriable?: boolean;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly broker?: unknown;
}

/**
 * What an error of kafkajs, its sockets or the broker means. Total. A protocol error that is not known to be final is
 * BROKER_UNAVAILABLE: trying again costs time, giving up would cost data. What is no error of Kafka's is INTERNAL.
 * @param doing what was being done, in the gerund; it begins the message
 * @param rights what the broker's ACLs must allow for it
 */
export function classifyKafkaError(error: unknown, doing = 'talking to Kafka', rights: NeededRights = {}): SluiceError {
  const root = rootOf(error);
  if (root instanceof SluiceError) return root;
  const facts = asFailure(root);
  const kafka = facts.type ?? facts.name;
  const advice = whatToDo(facts, rights);
  const what = `${doing}: ${facts.message ?? String(root)}`;
  return new SluiceError(codeOf(facts), advice === undefined ? what : `${what}; ${advice}`, {
    cause: error,
    context: {
      ...(kafka === undefined ? {} : { kafka }),
      ...(typeof facts.broker === 'string' ? { broker: facts.broker } : {}),
    },
  });
}

/** kafkajs wraps what it gave up on; the innermost error says what happened. */
function rootOf(error: unknown): unknown {
  const { name, cause, errors } = asFailure(error);
  if (name === 'KafkaJSAggregateError' && Array.isArray(errors) && errors.length > 0) return rootOf(errors[0]);
  const wraps = name === 'KafkaJSNumberOfRetriesExceeded' || name === 'KafkaJSNonRetriableError';
  return wraps && typeof cause === 'object' && cause !== null ? rootOf(cause) : error;
}

function codeOf({ name, type, code, retriable }: Failure): ErrorCode {
  if (type !== undefined) return CODE_BY_TYPE.get(type) ?? 'BROKER_UNAVAILABLE';
  if (typeof code === 'string' && TLS.test(code)) return 'BROKER_AUTH';
  if (typeof code === 'string' && NETWORK.test(code)) return 'BROKER_UNAVAILABLE';
  if (name === undefined || !name.startsWith('KafkaJS')) return 'INTERNAL';
  return CODE_BY_NAME.get(name) ?? (retriable === true ? 'BROKER_UNAVAILABLE' : 'INTERNAL');
}

function asFailure(error: unknown): Failure {
  return typeof error === 'object' && error !== null ? error : {};
}
