import { describe, expect, it } from '@jest/globals';
import { connectionOptions } from './connection-options.js';
import type { KafkaValues } from './settings.js';

const endpoint = {
  KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
  KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: 'https://id.example.com/token',
  KAFKA_SASL_OAUTHBEARER_CLIENT_ID: 'c',
  KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET: 's',
} as const;
const broker = { KAFKA_BOOTSTRAP_SERVERS: 'localhost:9092' } as const;

describe('connection options', () => {
  it('talks plainly by default and takes several brokers', () => {
    const options = connectionOptions({ KAFKA_BOOTSTRAP_SERVERS: ' a:1, [::1]:2 ,c.example:3' });
    expect(options).toMatchObject({ brokers: ['a:1', '[::1]:2', 'c.example:3'], clientId: 'sluice' });
    expect(options).not.toHaveProperty('ssl');
    expect(options).not.toHaveProperty('sasl');
  });

  it('takes SASL_SSL with PLAIN where a user name is given, as the API keys of cloud services want it', () => {
    const options = connectionOptions({ ...broker, KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' });
    expect(options).toMatchObject({ ssl: {}, sasl: { mechanism: 'PLAIN' } });
  });

  it.each([
    'https://id.example.com/token',
    'http://127.0.0.1:8080/token',
    'http://localhost/token',
    'http://[::1]/token',
  ])('takes tokens of %s, over TLS by default', (url) => {
    const values = { ...broker, ...endpoint, KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: url };
    expect(connectionOptions(values)).toMatchObject({ ssl: {}, sasl: { mechanism: 'OAUTHBEARER' } });
  });

  it.each<[string, Partial<KafkaValues>, RegExp]>([
    ['a password without a user', { KAFKA_SASL_PASSWORD: 'p' }, /KAFKA_SASL_PASSWORD is set but KAFKA_SASL_USERNAME/],
    ['a user without a password', { KAFKA_SASL_USERNAME: 'u' }, /KAFKA_SASL_USERNAME is set but KAFKA_SASL_PASSWORD/],
    ['SASL without a user', { KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' }, /SASL_SSL needs KAFKA_SASL_USERNAME/],
    [
      'a user that the protocol does not use',
      { KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' },
      /SSL does not use it/,
    ],
    ['a CA without TLS', { KAFKA_SSL_CA_FILE: 'ca.pem' }, /PLAINTEXT does not use TLS/],
    [
      'a certificate without its key',
      { KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SSL_CERT_FILE: 'no-such.pem' },
      /KAFKA_SSL_KEY_FILE is not/,
    ],
    [
      'a file that is not there',
      { KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SSL_CA_FILE: 'no-such-file.pem' },
      /KAFKA_SSL_CA_FILE: ENOENT/,
    ],
    [
      'a password for no key',
      { KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SSL_KEY_PASSWORD: 'p' },
      /KAFKA_SSL_KEY_FILE is not/,
    ],
    [
      'what is no certificate',
      { KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SSL_CERT_FILE: 'package.json', KAFKA_SSL_KEY_FILE: 'package.json' },
      /no certificate with its key/,
    ],
    [
      'what is no authority',
      { KAFKA_SECURITY_PROTOCOL: 'SSL', KAFKA_SSL_CA_FILE: 'package.json' },
      /KAFKA_SSL_CA_FILE: it holds no certificate/,
    ],
    ['a token endpoint for PLAIN', { KAFKA_SASL_OAUTHBEARER_CLIENT_ID: 'c' }, /MECHANISM is not OAUTHBEARER/],
    [
      'tokens from nowhere',
      { KAFKA_SASL_MECHANISM: 'OAUTHBEARER' },
      /either KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL or/,
    ],
    ['tokens from two places', { ...endpoint, KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: 'package.json' }, /needs either/],
    [
      'a token file that is not there',
      { KAFKA_SASL_MECHANISM: 'OAUTHBEARER', KAFKA_SASL_OAUTHBEARER_TOKEN_FILE: 'no-such-file' },
      /there is no no-such-file/,
    ],
    [
      'an endpoint without a secret',
      { ...endpoint, KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET: '' },
      /needs KAFKA_\w+_SECRET/,
    ],
    [
      'an endpoint that others can listen to',
      { ...endpoint, KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL: 'http://id.example.com/token' },
      /must be https/,
    ],
    ['tokens in the clear', { ...endpoint, KAFKA_SECURITY_PROTOCOL: 'SSL' }, /take SASL_SSL/],
    ['a user name beside tokens', { ...endpoint, KAFKA_SASL_USERNAME: 'u' }, /OAUTHBEARER does not use it/],
    [
      'an extension that would be a second token',
      { ...endpoint, KAFKA_SASL_OAUTHBEARER_EXTENSIONS: ['auth=x'] },
      /"auth=x" is not name=value/,
    ],
    ['a broker without a port', { KAFKA_BOOTSTRAP_SERVERS: 'localhost' }, /"localhost" is not host:port/],
    ['a URL for a broker', { KAFKA_BOOTSTRAP_SERVERS: 'kafka://localhost:9092' }, /is not host:port/],
    ['no broker', { KAFKA_BOOTSTRAP_SERVERS: ' , ' }, /names no broker/],
  ])('refuses %s', (_what, values, message) => {
    const act = (): unknown => connectionOptions({ ...broker, ...values });
    expect(act).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(act).toThrow(message);
  });

  it('lists all problems and no secrets', () => {
    expect(() =>
      connectionOptions({
        KAFKA_BOOTSTRAP_SERVERS: 'nowhere',
        KAFKA_SASL_PASSWORD: 'hunter2',
        KAFKA_SSL_KEY_FILE: 'k',
      }),
    ).toThrow(/nowhere.*KAFKA_SASL_USERNAME is not.*KAFKA_SSL_CERT_FILE is not/s);
    expect(() => connectionOptions({ ...broker, KAFKA_SASL_PASSWORD: 'hunter2' })).not.toThrow(/hunter2/);
  });
});
