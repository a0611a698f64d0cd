import { settings } from '@sluice/settings';

/** Who may call an app, how often, and how slowly. */
export const accessSettings = settings({
  RUNTIME_HTTP_AUTH: {
    type: 'enum',
    oneOf: ['auto', 'none'],
    default: 'auto',
    help: 'auto: callers identify themselves where keys or a JWKS are set, and must be told apart off the loopback. none: open to whoever reaches the port.',
  },
  RUNTIME_HTTP_API_KEYS_PATH: {
    type: 'string',
    example: '/etc/sluice/api-keys.json',
    help: 'JSON file of API keys as `sluice key` prints them; a change is noticed within seconds.',
  },
  RUNTIME_HTTP_JWKS_URL: {
    type: 'url',
    example: 'https://id.example.com/.well-known/jwks.json',
    help: 'Keys that sign the JWTs to accept. Needs issuer and audience too.',
  },
  RUNTIME_HTTP_JWT_ISSUER: { type: 'string', example: 'https://id.example.com/', help: 'Required `iss` of a JWT.' },
  RUNTIME_HTTP_JWT_AUDIENCE: { type: 'string', example: 'sluice', help: 'Required `aud` of a JWT.' },
  RUNTIME_HTTP_MAX_REQUESTS: {
    type: 'integer',
    default: 256,
    min: 1,
    help: 'Requests under way at once; more are answered with 503 and Retry-After. Probes and scrapes do not count.',
  },
  RUNTIME_HTTP_RATE_LIMIT: {
    type: 'integer',
    default: 0,
    min: 0,
    help: 'Requests a minute for each caller, or each address where callers need not identify themselves; 0: no limit.',
  },
  RUNTIME_HTTP_HEADERS_TIMEOUT_MS: {
    type: 'integer',
    default: 10_000,
    min: 100,
    help: 'How long the headers of a request may take; beyond it the answer is 408 and the connection is closed.',
  },
  RUNTIME_HTTP_REQUEST_TIMEOUT_MS: {
    type: 'integer',
    default: 300_000,
    min: 100,
    help: 'How long a request may take to arrive, its body included; likewise.',
  },
  RUNTIME_HTTP_MAX_CONNECTIONS: {
    type: 'integer',
    default: 10_000,
    min: 1,
    help: 'Connections open at the same time; further ones are closed at once.',
  },
});
