import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { accessSettings, createApp, Logger, Metrics } from '@sluice/runtime';
import { readSettings } from '@sluice/settings';
import { connectMongo, type MongoConnection } from '@sluice/storage';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { queryGroups } from '../src/query.config.js';
import { queryApp } from '../src/query.module.js';
import { testMongoUrl } from './test-mongo-url.js';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

/** The query app over a database of its own. Close it when done. */
export class QueryBed {
  private constructor(
    readonly connection: MongoConnection,
    readonly app: NestFastifyApplication,
    readonly url: string,
  ) {}

  /** @param access settings of who may call; by default whoever calls may */
  static async open(
    settings: Readonly<Record<string, string>> = {},
    access?: Readonly<Record<string, string>>,
  ): Promise<QueryBed> {
    const url = await testMongoUrl();
    const database = `query-${randomUUID()}`;
    const connection = connectMongo({ url, database, appName: 'test' });
    const values = readSettings(queryGroups, { MONGO_DB_URL: url, MONGO_DB_NAME: database, ...settings });
    const runtime = {
      logger: new Logger({ app: 'query', level: 'fatal', format: 'json' }),
      metrics: new Metrics('query'),
      stopFatally: (error: unknown): void => {
        throw error;
      },
    };
    const control = access && { host: '127.0.0.1', values: readSettings([accessSettings], access) };
    const app = await createApp(queryApp, values, runtime, control);
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo; // it listens on TCP
    return new QueryBed(connection, app, `http://127.0.0.1:${port}`);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.connection.dropDatabase();
    await this.connection.close();
  }

  get<T = Record<string, unknown>>(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer<T>> {
    return this.send<T>(path, { headers });
  }

  post<T = Record<string, unknown>>(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    const all = { 'Content-Type': 'application/json', ...headers };
    return this.send<T>(path, { method: 'POST', headers: all, body: JSON.stringify(body) });
  }

  delete<T = Record<string, unknown>>(
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    return this.send<T>(path, { method: 'DELETE', headers });
  }

  private async send<T>(path: string, init: RequestInit): Promise<Answer<T>> {
    const reply = await fetch(`${this.url}/v1/datasets${path}`, init);
    const text = await reply.text();
    const isJson = (reply.headers.get('content-type') ?? '').includes('json') && text.startsWith('{');
    // What a test reads is what it expects.
    const body = (isJson && !text.includes('}\n{') ? JSON.parse(text) : {}) as T;
    return { status: reply.status, headers: reply.headers, text, body };
  }
}
