import { describe, expect, it } from '@jest/globals';
import type { AuthenticationProviderArgs } from 'kafkajs';
import { classifyKafkaError } from '../classify-kafka-error.js';
import { protocolError, type PasswordMechanism } from '../kafkajs-internals.js';
import { byPassword } from './password.js';

const logger = { namespace: () => logger, error: noop, warn: noop, info: noop, debug: noop, setLogLevel: noop };
function noop(): void {
  // says nothing
}

/** What authenticating ends with where the exchange with the broker fails so. */
async function outcome(mechanism: PasswordMechanism, failure: Error): Promise<unknown> {
  const { authenticationProvider } = byPassword(mechanism, 'u', 'p');
  const saslAuthenticate: AuthenticationProviderArgs['saslAuthenticate'] = () => Promise.reject(failure);
  const authenticator = authenticationProvider({ host: 'b', port: 1, logger, saslAuthenticate });
  return authenticator.authenticate().catch((error: unknown) => error);
}

const MECHANISMS: PasswordMechanism[] = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];

describe('authenticating by a password', () => {
  it.each(MECHANISMS)('%s takes a broker that goes away for what it is, not for a refusal', async (mechanism) => {
    const lost = Object.assign(new Error('Closed connection'), {
      name: 'KafkaJSConnectionClosedError',
      retriable: true,
    });
    const error = await outcome(mechanism, lost);
    expect(error).toBe(lost);
    expect(classifyKafkaError(error).code).toBe('BROKER_UNAVAILABLE');
  });

  it.each(MECHANISMS)('%s takes a refusal for a refusal', async (mechanism) => {
    const error = await outcome(mechanism, protocolError(58));
    expect(classifyKafkaError(error)).toMatchObject({
      code: 'BROKER_AUTH',
      message: expect.stringContaining('check KAFKA_SASL_USERNAME'),
    });
  });
});
