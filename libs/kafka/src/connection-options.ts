import { SluiceError } from '@sluice/contracts';
import type { KafkaConfig } from 'kafkajs';
import { saslOptions, saslProblems, wantsSasl } from './sasl/sasl-options.js';
import type { KafkaValues } from './settings.js';
import { tlsOptions, tlsProblems } from './tls-options.js';

/**
 * What kafkajs needs to connect as the settings say. Reads the certificate files.
 * @throws SluiceError CONFIG_INVALID that lists everything wrong with the settings taken together.
 */
export function connectionOptions(values: KafkaValues): KafkaConfig {
  const protocol = values.KAFKA_SECURITY_PROTOCOL ?? (wantsSasl(values) ? 'SASL_SSL' : 'PLAINTEXT');
  const problems = [...bootstrapProblems(values), ...saslProblems(values, protocol), ...tlsProblems(values, protocol)];
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

function bootstrapProblems(values: KafkaValues): string[] {
  const servers = bootstrapServers(values);
  if (servers.length === 0) return ['KAFKA_BOOTSTRAP_SERVERS names no broker, expected host:port'];
  return servers
    .filter((server) => !/^(?:[^\s:/]+|\[[0-9a-f:.]+\]):\d{1,5}$/i.test(server))
    .map((server) => `KAFKA_BOOTSTRAP_SERVERS: "${server}" is not host:port`);
}
