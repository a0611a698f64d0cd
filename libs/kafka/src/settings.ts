import { settings, type SettingsValues } from '@sluice/settings';

/** Keys of the connection to Kafka; the aliases are those of the first source document. */
export const kafkaSettings = settings({
  KAFKA_BOOTSTRAP_SERVERS: {
    type: 'string',
    alias: ['BOOTSTRAP_SERVER'],
    required: true,
    example: 'localhost:9092',
    help: 'Brokers to begin with, host:port, separated by commas.',
  },
  KAFKA_SECURITY_PROTOCOL: {
    type: 'enum',
    oneOf: ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'],
    help: 'How to talk to the brokers; by default SASL_SSL where a user name or OAUTHBEARER is given, else PLAINTEXT.',
  },
  KAFKA_SASL_MECHANISM: {
    type: 'enum',
    oneOf: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER'],
    default: 'PLAIN',
    help: 'How to prove who this is: by user name and password, or by a token.',
  },
  KAFKA_SASL_USERNAME: { type: 'string', alias: ['API_KEY'], help: 'User name, or the API key of a cloud service.' },
  KAFKA_SASL_PASSWORD: {
    type: 'string',
    alias: ['API_SECRET_KEY'],
    secret: true,
    help: 'Password, or the secret of the API key.',
  },
  KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: {
    type: 'url',
    example: 'https://id.example.com/oauth2/token',
    help: 'Where OAUTHBEARER gets tokens by the client credentials grant; https, unless on the loopback.',
  },
  KAFKA_SASL_OAUTHBEARER_CLIENT_ID: { type: 'string', help: 'Client id for the token endpoint.' },
  KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET: { type: 'string', secret: true, help: 'Client secret for the token endpoint.' },
  KAFKA_SASL_OAUTHBEARER_SCOPE: { type: 'string', help: 'Scope to ask the token endpoint for, if any.' },
  KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: {
    type: 'string',
    example: '/var/run/secrets/kafka/token',
    help: 'File with the token, in place of an endpoint; read at each authentication, since something else renews it.',
  },
  KAFKA_SASL_OAUTHBEARER_EXTENSIONS: {
    type: 'list',
    example: 'logicalCluster=lkc-1,identityPoolId=pool-1',
    help: 'SASL extensions that the brokers ask for.',
  },
  KAFKA_SSL_CA_FILE: { type: 'string', help: "PEM file of the brokers' certificate authority, if not a public one." },
  KAFKA_SSL_CERT_FILE: { type: 'string', help: 'PEM file of the client certificate, for mutual TLS.' },
  KAFKA_SSL_KEY_FILE: { type: 'string', help: "PEM file of the client certificate's key." },
  KAFKA_SSL_KEY_PASSWORD: { type: 'string', secret: true, help: "Password of the client certificate's key, if any." },
  KAFKA_CLIENT_ID: { type: 'string', default: 'sluice', help: 'Name under which the brokers see this process.' },
  KAFKA_CONNECTION_TIMEOUT_MS: {
    type: 'integer',
    default: 10_000,
    min: 100,
    help: 'How long opening a connection to a broker may take.',
  },
  KAFKA_REQUEST_TIMEOUT_MS: {
    type: 'integer',
    default: 30_000,
    min: 100,
    help: 'How long a broker may take to answer before the request is tried again.',
  },
});

/** Values of {@link kafkaSettings}; what is left out takes its default. */
export type KafkaValues = Partial<SettingsValues<typeof kafkaSettings>> & { readonly KAFKA_BOOTSTRAP_SERVERS: string };

/** Keys of the Confluent-compatible schema registry; without a URL, schemas are kept in a topic. */
export const schemaRegistrySettings = settings({
  SCHEMA_REGISTRY_URL: {
    type: 'url',
    alias: ['ENDPOINT_SCHEMA_URL'],
    example: 'http://localhost:8081',
    help: 'Schema registry; where it is not set, schemas are kept in the topic _sluice.schemas.',
  },
  SCHEMA_REGISTRY_USERNAME: {
    type: 'string',
    alias: ['SCHEMA_REGISTRY_API_KEY'],
    help: 'User name or API key for the registry.',
  },
  SCHEMA_REGISTRY_PASSWORD: {
    type: 'string',
    alias: ['SCHEMA_REGISTRY_API_SECRET'],
    secret: true,
    help: 'Password or API secret for the registry.',
  },
});
