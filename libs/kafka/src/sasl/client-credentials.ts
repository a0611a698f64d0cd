import { SluiceError } from '@sluice/contracts';
import { checkedToken, type TokenSource } from './token-source.js';

export interface ClientCredentials {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string | undefined;
  /** How long the endpoint may take to answer. Milliseconds. */
  readonly timeoutMs: number;
}

/**
 * A token is used again while this much of its life is left, and more than a fifth of it. kafkajs authenticates anew
 * 10 s before a session ends; it would do so for every request if it were given the same token then.
 */
const LEAST_REMAINING_MS = 30_000;
const LEAST_SHARE = 0.2;

/** What a token endpoint answers (RFC 6749, 5.1 and 5.2). */
interface TokenReply {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
  readonly error?: unknown;
  readonly error_description?: unknown;
}

/** Tokens by the client credentials grant (RFC 6749, 4.4), one for all connections that ask at the same time. */
export class ClientCredentialsTokens implements TokenSource {
  private kept: { readonly token: string; readonly until: number } | undefined;
  private fetching: Promise<string> | undefined;

  constructor(private readonly credentials: ClientCredentials) {}

  token(): Promise<string> {
    if (this.kept && performance.now() < this.kept.until) return Promise.resolve(this.kept.token);
    this.fetching ??= this.fetch().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async fetch(): Promise<string> {
    const askedAt = performance.now();
    const { access_token: text, expires_in: seconds } = await this.ask();
    const token = checkedToken(typeof text === 'string' ? text : '', this.credentials.endpoint);
    const lifeMs = Number(seconds) * 1_000;
    const usableMs = lifeMs - Math.max(LEAST_REMAINING_MS, lifeMs * LEAST_SHARE);
    this.kept = usableMs > 0 ? { token, until: askedAt + usableMs } : undefined;
    return token;
  }

  private async ask(): Promise<TokenReply> {
    const { endpoint, clientId, clientSecret, scope, timeoutMs } = this.credentials;
    const login = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    let reply: Response;
    let body: TokenReply;
    try {
      reply = await fetch(endpoint, {
        method: 'POST',
        headers: { Accept: 'application/json', Authorization: `Basic ${Buffer.from(login).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) }),
        // The secret goes nowhere else.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      body = asReply(await reply.json().catch(() => undefined));
    } catch (error) {
      throw trouble('BROKER_UNAVAILABLE', endpoint, reasonOf(error));
    }
    if (reply.ok) return body;
    const isRefused = reply.status >= 400 && reply.status < 500 && reply.status !== 408 && reply.status !== 429;
    if (!isRefused) throw trouble('BROKER_UNAVAILABLE', endpoint, `it answered ${reply.status}`);
    const why = [body.error, body.error_description].filter((one) => typeof one === 'string').join(', ');
    throw trouble(
      'BROKER_AUTH',
      endpoint,
      `it answered ${reply.status}${why ? ` (${why.slice(0, 200)})` : ''}; check KAFKA_SASL_OAUTHBEARER_CLIENT_ID, ` +
        '_CLIENT_SECRET and _SCOPE',
    );
  }
}

function asReply(body: unknown): TokenReply {
  return typeof body === 'object' && body !== null ? body : {};
}

/** fetch says "fetch failed", its cause says why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

function trouble(code: 'BROKER_AUTH' | 'BROKER_UNAVAILABLE', endpoint: string, why: string): SluiceError {
  return new SluiceError(code, `getting a token for Kafka from ${endpoint}: ${why}`);
}
