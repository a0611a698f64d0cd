/** What a user must be allowed for the work at hand, such as "Write on topic t"; told where the broker's ACLs refuse it. */
export interface NeededRights {
  readonly topic?: string;
  readonly group?: string;
}

/** Idempotent writing takes no right on the cluster where the user may write to some topic. */
export function rightsToWrite(topic: string): NeededRights {
  return { topic: `Write and Describe on topic ${topic}` };
}

/** What is known of a failure: Kafka's name for it, or a code of Node's. */
interface Failure {
  readonly name?: string;
  readonly type?: string;
  readonly code?: unknown;
}

const CREDENTIALS = 'check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and KAFKA_SASL_MECHANISM against the user';

const ADVICE_BY_TYPE: Readonly<Record<string, string>> = {
  SASL_AUTHENTICATION_FAILED: CREDENTIALS,
  UNSUPPORTED_SASL_MECHANISM: 'set KAFKA_SASL_MECHANISM to one that this listener takes',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'the user needs Write on the transactional id',
};

/** By Node's codes for what OpenSSL says, the first that matches. */
const ADVICE_BY_CODE: readonly (readonly [RegExp, string])[] = [
  [
    /ALERT_CERTIFICATE_REQUIRED|ALERT_BAD_CERTIFICATE|HANDSHAKE_FAILURE/, // prettier-ignore
    'the broker wants a client certificate: set KAFKA_SSL_CERT_FILE and KAFKA_SSL_KEY_FILE',
  ],
  [
    /ALERT_(?:UNKNOWN_CA|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|ACCESS_DENIED)/, // prettier-ignore
    'the broker does not accept the certificate of KAFKA_SSL_CERT_FILE: have it signed by an authority that it trusts',
  ],
  [
    /SELF_SIGNED|LEAF_SIGNATURE|ISSUER_CERT|CERT_UNTRUSTED/, // prettier-ignore
    "the broker's certificate is of an authority unknown here: set KAFKA_SSL_CA_FILE to that authority's certificate",
  ],
  [/ALTNAME_INVALID/, "connect by a name that the broker's certificate holds"],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, "have the broker's certificate renewed, and check the clocks"],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|EPROTO/, // prettier-ignore
    'the port does not speak TLS: check KAFKA_SECURITY_PROTOCOL and the port',
  ],
];

/** What whoever runs this process can do about a refusal for good; undefined where that is not known. */
export function whatToDo({ name, type, code }: Failure, rights: NeededRights): string | undefined {
  if (type === 'TOPIC_AUTHORIZATION_FAILED') return `the user needs ${rights.topic ?? 'that operation on the topic'}`;
  if (type === 'GROUP_AUTHORIZATION_FAILED') return `the user needs ${rights.group ?? 'Read on the consumer group'}`;
  if (type === 'CLUSTER_AUTHORIZATION_FAILED') {
    return `the user needs ${rights.topic ?? 'that operation on the cluster'}`;
  }
  if (type !== undefined) return ADVICE_BY_TYPE[type];
  if (name === 'KafkaJSSASLAuthenticationError') return CREDENTIALS;
  return typeof code === 'string' ? ADVICE_BY_CODE.find(([pattern]) => pattern.test(code))?.[1] : undefined;
}
