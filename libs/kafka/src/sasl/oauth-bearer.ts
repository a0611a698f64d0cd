import { SluiceError } from '@sluice/contracts';
import type { Mechanism } from 'kafkajs';
import type { TokenSource } from './token-source.js';

const SEPARATOR = '\u0001';

/**
 * SASL OAUTHBEARER (RFC 7628), with a token asked for at each authentication. kafkajs' own takes a broker's refusal
 * for a welcome, since it comes as an ordinary answer, and then meets a closed connection for ever.
 */
export function oauthBearer(tokens: TokenSource, extensions: readonly string[]): Mechanism {
  const authenticationProvider: Mechanism['authenticationProvider'] = ({ saslAuthenticate }) => ({
    authenticate: async () => {
      const token = await tokens.token().catch(async (error: unknown) => {
        // Or the broker would wait for the rest on a connection that is used again.
        await saslAuthenticate({ request: message(SEPARATOR), response: TEXT }).catch(() => undefined);
        throw error;
      });
      const fields = [`auth=Bearer ${token}`, ...extensions];
      const first = ['n,,', ...fields, '', ''].join(SEPARATOR);
      const refusal = await saslAuthenticate({ request: message(first), response: TEXT });
      if (!refusal) return;
      // The broker waits for this before it ends the exchange.
      await saslAuthenticate({ request: message(SEPARATOR), response: TEXT }).catch(() => undefined);
      const why = `the broker refused the token: ${refusal}`;
      throw new SluiceError(
        'BROKER_AUTH',
        `authenticating by OAUTHBEARER: ${why}; check its issuer, audience and scope against the broker's`,
      );
    },
  });
  return { mechanism: 'OAUTHBEARER', authenticationProvider };
}

/** kafkajs wants the size in front, and puts it in front of answers. */
const SIZE_BYTES = 4;
const TEXT = {
  decode: (raw: Buffer): Buffer => raw.subarray(SIZE_BYTES),
  parse: (bytes: Buffer): string => bytes.toString(),
};

function message(text: string): { encode: () => Buffer } {
  const size = Buffer.alloc(SIZE_BYTES);
  size.writeInt32BE(Buffer.byteLength(text));
  return { encode: () => Buffer.concat([size, Buffer.from(text)]) };
}
