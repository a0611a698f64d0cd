import { SluiceError } from '@sluice/contracts';
import createClient, { type Client } from 'openapi-fetch';
import { saveExport } from './export-file.js';
import { parseJson } from './json-text.js';
import {
  type AggregateEvent,
  aggregateEvent,
  follow,
  type LiveEvent,
  type LiveOptions,
  recordEvent,
} from './live-stream.js';
import { allOf } from './pages.js';
import type { paths } from './query-api.js';
import { problemOf, unansweredError } from './query-problem.js';
import { wholeBytes } from './reply-parts.js';
import type * as api from './requests.js';
import { bodyText, jsonBody, queryText, urlQuery } from './wire.js';

export interface QueryClientOptions {
  /** Where the query app is, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** API key or JWT, where the app asks for one. */
  readonly apiKey?: string | undefined;
  /** Sends requests in place of the global `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

export interface CallOptions {
  /** Ends the request, and with it the query in MongoDB. */
  readonly signal?: AbortSignal | undefined;
}

/** Asks without a body that is parsed before big integers are seen. */
const AS_TEXT = { parseAs: 'text' } as const;

/**
 * The query app, typed by its OpenAPI document. A refused request throws {@link QueryProblem}; a SluiceError with
 * APP_UNAVAILABLE tells that no app answers; a signal that aborts rejects with its reason.
 */
export class QueryClient {
  readonly url: string;
  private readonly api: Client<paths>;

  constructor({ url, apiKey, fetch }: QueryClientOptions) {
    if (!/^https?:/.test(url) || !URL.canParse(url)) {
      throw new SluiceError(
        'CONFIG_INVALID',
        `reading the address of the query app: "${url}" is none; http://127.0.0.1:3000 is one`,
      );
    }
    this.url = url.replace(/\/+$/, '');
    this.api = createClient<paths>({
      baseUrl: this.url,
      querySerializer: queryText,
      bodySerializer: bodyText,
      ...(apiKey === undefined ? {} : { headers: { Authorization: `Bearer ${apiKey}` } }),
      ...(fetch === undefined ? {} : { fetch }),
    });
    this.api.use({
      onResponse: async ({ response }) => {
        if (!response.ok) throw await problemOf(response);
      },
    });
  }

  /** All datasets that the caller may read. */
  async datasets(options: CallOptions = {}): Promise<api.DatasetSummary[]> {
    return (await this.ask(options, (signal) => this.api.GET('/v1/datasets', { signal }))).data;
  }

  /** Fields, schema, count and time range of a dataset. */
  dataset(name: string, options: CallOptions = {}): Promise<api.Dataset> {
    return this.ask(options, (signal) => this.api.GET('/v1/datasets/{name}', { params: { path: { name } }, signal }));
  }

  /** One page of records; its `page.next` is the `cursor` of the next one. */
  page<R = api.StoredRecord>(
    name: string,
    request: api.RecordsRequest = {},
    options: CallOptions = {},
  ): Promise<api.RecordsPage<R>> {
    const path = { name };
    return this.askExactly(options, (signal) =>
      request.filters === undefined
        ? this.api.POST('/v1/datasets/{name}/records/search', {
            ...AS_TEXT,
            params: { path },
            body: jsonBody(request),
            signal,
          })
        : this.api.GET('/v1/datasets/{name}/records', {
            ...AS_TEXT,
            params: { path, query: urlQuery(request) },
            signal,
          }),
    );
  }

  /** Page after page, in one order that stays right while records arrive. `limit` is the size of a page. */
  pages<R = api.StoredRecord>(
    name: string,
    request: api.RecordsRequest = {},
    options: CallOptions = {},
  ): AsyncGenerator<api.RecordsPage<R>, void, undefined> {
    return allOf((cursor) => this.page<R>(name, { ...request, cursor }, options), request.cursor);
  }

  /** Record after record, of as many pages as it takes. Who leaves the loop asks for no further page. */
  async *records<R = api.StoredRecord>(
    name: string,
    request: api.RecordsRequest = {},
    options: CallOptions = {},
  ): AsyncGenerator<R, void, undefined> {
    for await (const { data } of this.pages<R>(name, { limit: 1_000, ...request }, options)) yield* data;
  }

  /** A record by its `_id`; undefined where there is none. */
  async record<R = api.StoredRecord>(name: string, id: string, options: CallOptions = {}): Promise<R | undefined> {
    const params = { path: { name, id } };
    try {
      return await this.askExactly<R>(options, (signal) =>
        this.api.GET('/v1/datasets/{name}/records/{id}', { ...AS_TEXT, params, signal }),
      );
    } catch (error) {
      if (error instanceof SluiceError && error.code === 'RECORD_UNKNOWN') return undefined;
      throw error;
    }
  }

  /** How many records hold to the filters. */
  count(name: string, request: api.CountRequest = {}, options: CallOptions = {}): Promise<api.Count> {
    const path = { name };
    return this.ask(options, (signal) =>
      request.filters === undefined
        ? this.api.POST('/v1/datasets/{name}/count', { params: { path }, body: jsonBody(request), signal })
        : this.api.GET('/v1/datasets/{name}/count', { params: { path, query: urlQuery(request) }, signal }),
    );
  }

  /** A page of the latest records of keys. */
  latestPage<R = api.StoredRecord>(
    name: string,
    request: api.LatestRequest = {},
    options: CallOptions = {},
  ): Promise<api.LatestPage<R>> {
    return this.askExactly(options, (signal) =>
      this.api.POST('/v1/datasets/{name}/latest', {
        ...AS_TEXT,
        params: { path: { name } },
        body: jsonBody(request),
        signal,
      }),
    );
  }

  /** The latest record of each key that is asked for, or of all keys. */
  async *latest<R = api.StoredRecord>(
    name: string,
    request: api.LatestRequest = {},
    options: CallOptions = {},
  ): AsyncGenerator<R, void, undefined> {
    const pages = allOf((cursor) => this.latestPage<R>(name, { ...request, cursor }, options), request.cursor);
    for await (const { data } of pages) yield* data;
  }

  /** Measures by windows of time and by groups. */
  aggregate(name: string, request: api.AggregateRequest = {}, options: CallOptions = {}): Promise<api.Aggregate> {
    const path = { name };
    return this.askExactly(options, (signal) =>
      request.filters === undefined
        ? this.api.POST('/v1/datasets/{name}/aggregate', {
            ...AS_TEXT,
            params: { path },
            body: jsonBody(request),
            signal,
          })
        : this.api.GET('/v1/datasets/{name}/aggregate', {
            ...AS_TEXT,
            params: { path, query: urlQuery(request) },
            signal,
          }),
    );
  }

  /** As few points as a chart can show. */
  series(name: string, request: api.SeriesRequest, options: CallOptions = {}): Promise<api.Series> {
    const params = { path: { name }, query: urlQuery(request) };
    return this.ask(options, (signal) => this.api.GET('/v1/datasets/{name}/series', { params, signal }));
  }

  /** What is in each field. */
  profile(name: string, request: api.ProfileRequest = {}, options: CallOptions = {}): Promise<api.Profile> {
    const params = { path: { name }, query: urlQuery(request) };
    return this.ask(options, (signal) => this.api.GET('/v1/datasets/{name}/profile', { params, signal }));
  }

  /** The bytes of a file of records as they come; throws APP_UNAVAILABLE where it breaks off. */
  async export(
    name: string,
    request: api.ExportRequest = {},
    options: CallOptions = {},
  ): Promise<AsyncGenerator<Uint8Array, void, undefined>> {
    const path = { name };
    const parts = await this.ask(options, (signal) =>
      request.filters === undefined
        ? this.api.POST('/v1/datasets/{name}/export', {
            parseAs: 'stream',
            params: { path },
            body: jsonBody(request),
            signal,
          })
        : this.api.GET('/v1/datasets/{name}/export', {
            parseAs: 'stream',
            params: { path, query: urlQuery(request) },
            signal,
          }),
    );
    return wholeBytes(parts, this.url, options.signal);
  }

  /** Writes a file of records, which appears under its name only when it is whole. Returns its bytes. */
  async exportToFile(
    name: string,
    file: string,
    request: api.ExportRequest = {},
    options: CallOptions = {},
  ): Promise<number> {
    return saveExport(file, await this.export(name, request, options));
  }

  /** Records as they are stored. A connection that is lost is made again, from the last event on; leave to end it. */
  tail<R = api.StoredRecord>(
    name: string,
    request: api.LiveRequest = {},
    options: LiveOptions = {},
  ): AsyncGenerator<LiveEvent<R>, void, undefined> {
    const params = { path: { name }, query: urlQuery(request) };
    return follow(
      (position, signal) =>
        this.ask({ signal }, () =>
          this.api.GET('/v1/datasets/{name}/live', {
            parseAs: 'stream',
            params: { ...params, ...(position === undefined ? {} : { header: { 'Last-Event-ID': position } }) },
            signal,
          }),
        ),
      recordEvent<R>,
      { ...options, url: this.url },
    );
  }

  /** An aggregate as it changes. A connection that is lost is made again, and tells all of it anew; leave to end it. */
  liveAggregate(
    name: string,
    request: api.LiveAggregateRequest = {},
    options: Omit<LiveOptions, 'after'> = {},
  ): AsyncGenerator<AggregateEvent, void, undefined> {
    const params = { path: { name }, query: urlQuery(request) };
    return follow(
      (_, signal) =>
        this.ask({ signal }, () =>
          this.api.GET('/v1/datasets/{name}/live/aggregate', { parseAs: 'stream', params, signal }),
        ),
      aggregateEvent,
      { ...options, url: this.url },
    );
  }

  private async ask<T>(
    { signal }: CallOptions,
    send: (signal: AbortSignal | null) => Promise<{ data?: T }>,
  ): Promise<NonNullable<T>> {
    try {
      const { data } = await send(signal ?? null);
      return data as NonNullable<T>; // a refusal has thrown
    } catch (error) {
      throw unansweredError(this.url, error, signal);
    }
  }

  private async askExactly<T>(
    options: CallOptions,
    send: (signal: AbortSignal | null) => Promise<{ data?: string }>,
  ): Promise<T> {
    return parseJson(await this.ask(options, send)) as T; // as the document describes the reply
  }
}
