import { readFileSync } from 'node:fs';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import { SluiceError } from '@sluice/contracts';
import type { SettingsValues } from '@sluice/settings';
import type { KafkaConfig, SASLOptions } from 'kafkajs';
import type { kafkaSettings } from './settings.js';

/** Values of {@link kafkaSettings}; what is left out takes its default. */
export type KafkaValues = Partial<SettingsValues<typeof kafkaSettings>> & { readonly KAFKA_BOOTSTRAP_SERVERS: string };

/**
 * What kafkajs needs to connect as the settings say. Reads the certificate files.
 * @throws SluiceError CONFIG_INVALID that lists everything wrong with the settings taken together.
 */
export function connectionOptions(values: KafkaValues): KafkaConfig {
  const problems = [...bootstrapProblems(values), ...saslProblems(values), ...tlsProblems(values)];
  const protocol = securityProtocol(values);
  const ssl = protocol.endsWith('SSL') ? tlsOptions(values, problems) : undefined;
  if (problems.length > 0) {
    throw new SluiceError('CONFIG_INVALID', `reading the Kafka settings: ${problems.join('; ')}`, {
      context: { problems },
    });
  }
  return {
    brokers: bootstrapServers(values),
    clientId: values.KAFKA_CLIENT_ID ?? 'sluice',
    connectionTimeout: values.KAFKA_CONNECTION_TIMEOUT_MS ?? 10_000,
    authenticationTimeout: values.KAFKA_CONNECTION_TIMEOUT_MS ?? 10_000,
    requestTimeout: values.KAFKA_REQUEST_TIMEOUT_MS ?? 30_000,
    ...(ssl ? { ssl } : {}),
    ...(protocol.startsWith('SASL') ? { sasl: saslOptions(values) } : {}),
  };
}

function bootstrapServers(values: KafkaValues): string[] {
  return values.KAFKA_BOOTSTRAP_SERVERS.split(',')
    .map((server) => server.trim())
    .filter(Boolean);
}

function securityProtocol(values: KafkaValues): string {
  return values.KAFKA_SECURITY_PROTOCOL ?? (values.KAFKA_SASL_USERNAME ? 'SASL_SSL' : 'PLAINTEXT');
}

function bootstrapProblems(values: KafkaValues): string[] {
  const servers = bootstrapServers(values);
  if (servers.length === 0) return ['KAFKA_BOOTSTRAP_SERVERS names no broker, expected host:port'];
  return servers
    .filter((server) => !/^(?:[^\s:/]+|\[[0-9a-f:.]+\]):\d{1,5}$/i.test(server))
    .map((server) => `KAFKA_BOOTSTRAP_SERVERS: "${server}" is not host:port`);
}

function saslProblems(values: KafkaValues): string[] {
  const { KAFKA_SASL_USERNAME: user, KAFKA_SASL_PASSWORD: password } = values;
  const protocol = securityProtocol(values);
  if (password && !user) return ['KAFKA_SASL_PASSWORD is set but KAFKA_SASL_USERNAME is not'];
  if (user && !password) return ['KAFKA_SASL_USERNAME is set but KAFKA_SASL_PASSWORD is not'];
  if (protocol.startsWith('SASL') && !user) {
    return [`KAFKA_SECURITY_PROTOCOL ${protocol} needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD`];
  }
  if (user && !protocol.startsWith('SASL')) {
    return [`KAFKA_SASL_USERNAME is set but KAFKA_SECURITY_PROTOCOL ${protocol} does not use it; take SASL_SSL`];
  }
  return [];
}

function tlsProblems(values: KafkaValues): string[] {
  const { KAFKA_SSL_CA_FILE: ca, KAFKA_SSL_CERT_FILE: cert, KAFKA_SSL_KEY_FILE: key } = values;
  const problems: string[] = [];
  if (cert && !key) problems.push('KAFKA_SSL_CERT_FILE is set but KAFKA_SSL_KEY_FILE is not');
  if (key && !cert) problems.push('KAFKA_SSL_KEY_FILE is set but KAFKA_SSL_CERT_FILE is not');
  const protocol = securityProtocol(values);
  if ((ca ?? cert ?? key) && !protocol.endsWith('SSL')) {
    problems.push(`KAFKA_SSL_* files are set but KAFKA_SECURITY_PROTOCOL ${protocol} does not use TLS`);
  }
  return problems;
}

function tlsOptions(values: KafkaValues, problems: string[]): TlsOptions {
  const read = (name: 'KAFKA_SSL_CA_FILE' | 'KAFKA_SSL_CERT_FILE' | 'KAFKA_SSL_KEY_FILE'): string | undefined => {
    const file = values[name];
    if (!file) return undefined;
    try {
      return readFileSync(file, 'utf8');
    } catch (cause) {
      problems.push(`${name}: ${(cause as NodeJS.ErrnoException).message}`); // only the file system throws here
      return undefined;
    }
  };
  const [ca, cert, key] = [read('KAFKA_SSL_CA_FILE'), read('KAFKA_SSL_CERT_FILE'), read('KAFKA_SSL_KEY_FILE')];
  return { ...(ca ? { ca: [ca] } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
}

function saslOptions(values: KafkaValues): SASLOptions {
  const mechanisms = { PLAIN: 'plain', 'SCRAM-SHA-256': 'scram-sha-256', 'SCRAM-SHA-512': 'scram-sha-512' } as const;
  const mechanism = mechanisms[values.KAFKA_SASL_MECHANISM ?? 'PLAIN'];
  return { mechanism, username: values.KAFKA_SASL_USERNAME ?? '', password: values.KAFKA_SASL_PASSWORD ?? '' };
}
