import { ERROR_CODES, type ErrorCode, SluiceError } from '@sluice/contracts';

/** The REST API of a consumer, for the dead letters of one connector. */
export class DeadLettersApi {
  private readonly base: string;

  constructor(
    url: string,
    connector: string,
    private readonly key: string | undefined,
  ) {
    this.base = `${url.replace(/\/+$/, '')}/v1/connectors/${encodeURIComponent(connector)}/dead-letters`;
  }

  get<T>(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<T> {
    const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return this.ask('GET', given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`);
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.ask('POST', path, body);
  }

  /** Throws what the problem details say, or APP_UNAVAILABLE. */
  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const url = `${this.base}${path}`;
    const headers = {
      ...(this.key === undefined ? {} : { authorization: `Bearer ${this.key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const reply = await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }).catch(
      (cause: unknown) => {
        throw new SluiceError('APP_UNAVAILABLE', `asking ${url}: no answer`, { cause });
      },
    );
    const answer: unknown = await reply.json().catch(() => undefined);
    if (!reply.ok || answer === undefined) throw problem(url, reply.status, answer);
    return answer as T; // what the route is documented to answer
  }
}

function problem(url: string, status: number, answer: unknown): SluiceError {
  const { code, detail } = { code: undefined, detail: undefined, ...(typeof answer === 'object' ? answer : {}) };
  const known = typeof code === 'string' && Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : undefined;
  const fallback = status < 500 ? 'REQUEST_INVALID' : 'APP_UNAVAILABLE';
  return new SluiceError(known ?? fallback, `asking ${url}: ${typeof detail === 'string' ? detail : status}`);
}
