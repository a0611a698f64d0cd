import { existsSync } from 'node:fs';
import type { Mechanism } from 'kafkajs';
import type { KafkaValues } from '../settings.js';
import { ClientCredentialsTokens } from './client-credentials.js';
import { oauthBearer } from './oauth-bearer.js';
import { byPassword } from './password.js';
import { TokenFile, type TokenSource } from './token-source.js';

const TOKEN_SETTINGS = [
  'KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL',
  'KAFKA_SASL_OAUTHBEARER_CLIENT_ID',
  'KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET',
  'KAFKA_SASL_OAUTHBEARER_TOKEN_FILE',
] as const;
const DEFAULT_TIMEOUT_MS = 10_000;

/** Whether the settings ask for SASL, where no protocol says so. */
export function wantsSasl(values: KafkaValues): boolean {
  return !!values.KAFKA_SASL_USERNAME || values.KAFKA_SASL_MECHANISM === 'OAUTHBEARER';
}

/** What is wrong with the settings for SASL taken together. */
export function saslProblems(values: KafkaValues, protocol: string): string[] {
  const isToken = values.KAFKA_SASL_MECHANISM === 'OAUTHBEARER';
  return isToken ? tokenProblems(values, protocol) : passwordProblems(values, protocol);
}

/** How kafkajs is to authenticate. The settings have no problems. */
export function saslOptions(values: KafkaValues): Mechanism {
  const { KAFKA_SASL_MECHANISM: mechanism = 'PLAIN' } = values;
  if (mechanism === 'OAUTHBEARER') return oauthBearer(tokensOf(values), values.KAFKA_SASL_OAUTHBEARER_EXTENSIONS ?? []);
  return byPassword(mechanism, values.KAFKA_SASL_USERNAME ?? '', values.KAFKA_SASL_PASSWORD ?? '');
}

function tokensOf(values: KafkaValues): TokenSource {
  const { KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: file } = values;
  if (file) return new TokenFile(file);
  return new ClientCredentialsTokens({
    endpoint: values.KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL ?? '',
    clientId: values.KAFKA_SASL_OAUTHBEARER_CLIENT_ID ?? '',
    clientSecret: values.KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET ?? '',
    scope: values.KAFKA_SASL_OAUTHBEARER_SCOPE,
    timeoutMs: values.KAFKA_CONNECTION_TIMEOUT_MS ?? DEFAULT_TIMEOUT_MS,
  });
}

function passwordProblems(values: KafkaValues, protocol: string): string[] {
  const { KAFKA_SASL_USERNAME: user, KAFKA_SASL_PASSWORD: password } = values;
  const stray = TOKEN_SETTINGS.find((name) => values[name]);
  if (stray) return [`${stray} is set but KAFKA_SASL_MECHANISM is not OAUTHBEARER`];
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

function tokenProblems(values: KafkaValues, protocol: string): string[] {
  const problems: string[] = [];
  const { KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: endpoint, KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: file } = values;
  if (!protocol.startsWith('SASL')) {
    problems.push(`KAFKA_SASL_MECHANISM is set but KAFKA_SECURITY_PROTOCOL ${protocol} does not use it; take SASL_SSL`);
  }
  if (values.KAFKA_SASL_USERNAME) problems.push('KAFKA_SASL_USERNAME is set but OAUTHBEARER does not use it');
  if (!endpoint === !file) {
    problems.push(
      'OAUTHBEARER needs either KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL or KAFKA_SASL_OAUTHBEARER_TOKEN_FILE',
    );
  }
  if (file && !existsSync(file)) problems.push(`KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: there is no ${file}`);
  if (endpoint) problems.push(...endpointProblems(values, endpoint));
  for (const extension of values.KAFKA_SASL_OAUTHBEARER_EXTENSIONS ?? []) {
    if (/^(?!auth=)[A-Za-z]+=[\t\r\n -~]+$/.test(extension)) continue;
    problems.push(`KAFKA_SASL_OAUTHBEARER_EXTENSIONS: "${extension}" is not name=value`);
  }
  return problems;
}

function endpointProblems(values: KafkaValues, endpoint: string): string[] {
  const problems: string[] = [];
  for (const name of ['KAFKA_SASL_OAUTHBEARER_CLIENT_ID', 'KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET'] as const) {
    if (!values[name]) problems.push(`KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL needs ${name}`);
  }
  if (!isPrivate(endpoint)) {
    problems.push('KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL must be https: the client secret is sent to it');
  }
  return problems;
}

/** Whether nobody between here and the endpoint can read along. */
function isPrivate(endpoint: string): boolean {
  const { protocol, hostname } = URL.canParse(endpoint) ? new URL(endpoint) : { protocol: '', hostname: '' };
  const isHere = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && isHere);
}
