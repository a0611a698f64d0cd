import type { Mechanism } from 'kafkajs';
import { passwordAuthenticator, type PasswordMechanism } from '../kafkajs-internals.js';

/**
 * SASL PLAIN or SCRAM. kafkajs' authenticators call whatever goes wrong a refusal, also a broker that stops in the
 * middle; here what happened is told, so that only a refusal is final.
 */
export function byPassword(mechanism: PasswordMechanism, username: string, password: string): Mechanism {
  const provide = passwordAuthenticator(mechanism, { username, password });
  const authenticationProvider: Mechanism['authenticationProvider'] = (of) => {
    let lost: unknown;
    const saslAuthenticate: typeof of.saslAuthenticate = async (exchange) => {
      try {
        return await of.saslAuthenticate(exchange);
      } catch (error) {
        if (isRetriable(error)) lost = error;
        throw error;
      }
    };
    return {
      authenticate: async () => {
        try {
          await provide({ ...of, saslAuthenticate }).authenticate();
        } catch (error) {
          throw lost ?? error;
        }
      },
    };
  };
  return { mechanism, authenticationProvider };
}

function isRetriable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'retriable' in error && error.retriable === true;
}
