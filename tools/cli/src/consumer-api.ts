import { ERROR_CODES, type ErrorCode, SluiceError } from '@sluice/contracts';
import type { Command } from 'commander';

export const CONSUMER_URL = 'http://127.0.0.1:3002';

export interface ConsumerFlags {
  readonly url: string;
  readonly key?: string;
  readonly json?: true;
}

/** Adds the flags that every command has which talks to a consumer. */
export function consumerFlags(command: Command): Command {
  return command
    .option('--url <url>', 'the consumer', CONSUMER_URL)
    .option('--key <key>', 'API key or JWT; by default SLUICE_API_KEY of the environment')
    .option('--json', 'print one line of JSON');
}

type Query = Readonly<Record<string, string | undefined>>;

/** The REST API of a consumer, below a path. */
export class ConsumerApi {
  private readonly base: string;
  private readonly key: string | undefined;

  constructor({ url, key }: ConsumerFlags, path: string) {
    this.base = `${url.replace(/\/+$/, '')}${path}`;
    this.key = key ?? process.env['SLUICE_API_KEY'];
  }

  get<T>(path: string, query?: Query): Promise<T> {
    return this.ask('GET', path + textOf(query));
  }

  post<T>(path: string, body?: object, query?: Query): Promise<T> {
    return this.ask('POST', path + textOf(query), body);
  }

  /** The body as it comes; throws where it breaks off. */
  async stream(path: string, query?: Query): Promise<AsyncIterable<Uint8Array>> {
    const reply = await this.request('GET', path + textOf(query));
    if (!reply.ok || reply.body === null)
      throw problem(reply.url, reply.status, await reply.json().catch(() => undefined));
    return reply.body;
  }

  /** Throws what the problem details say, or APP_UNAVAILABLE. */
  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const reply = await this.request(method, path, body);
    const answer: unknown = await reply.json().catch(() => undefined);
    if (!reply.ok || answer === undefined) throw problem(reply.url, reply.status, answer);
    return answer as T; // what the route is documented to answer
  }

  private async request(method: string, path: string, body?: object): Promise<Response> {
    const url = `${this.base}${path}`;
    const headers = {
      ...(this.key === undefined ? {} : { authorization: `Bearer ${this.key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }).catch((cause: unknown) => {
      throw new SluiceError('APP_UNAVAILABLE', `asking ${url}: no consumer answers there; give --url`, { cause });
    });
  }
}

function textOf(query: Query = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

function problem(url: string, status: number, answer: unknown): SluiceError {
  const { code, detail } = { code: undefined, detail: undefined, ...(typeof answer === 'object' ? answer : {}) };
  const known = typeof code === 'string' && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : undefined;
  const fallback = status < 500 ? 'REQUEST_INVALID' : 'APP_UNAVAILABLE';
  return new SluiceError(known ?? fallback, `asking ${url}: ${typeof detail === 'string' ? detail : status}`);
}
