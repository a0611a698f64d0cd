import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, type DynamicModule, Get, Injectable, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SluiceError } from '@sluice/contracts';
import type { AddressInfo } from 'node:net';
import { createApp } from './bootstrap.js';
import { HealthChecks } from './health-checks.js';
import { Logger } from './logger.js';
import { Metrics } from './metrics.js';

let store: 'up' | 'down' | 'silent' = 'up';

@Injectable()
class Store {
  constructor(checks: HealthChecks) {
    checks.register({ name: 'store', kind: 'ready', check: () => this.check() });
    checks.register({ name: 'backlog', kind: 'detail', check: () => Promise.resolve({ lag: 3 }) });
  }

  private check(): Promise<Record<string, unknown>> {
    if (store === 'silent') return new Promise(() => undefined);
    return store === 'up' ? Promise.resolve({ pingMs: 1 }) : Promise.reject(new Error('no primary'));
  }
}

@Controller('v1/things')
class ThingsController {
  @Get('busy')
  busy(): never {
    throw new SluiceError('STORE_UNAVAILABLE', 'reading things: no primary');
  }

  @Get('broken')
  broken(): never {
    throw new TypeError('secret detail');
  }
}

@Module({})
class Things {}

let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  const module: DynamicModule = { module: Things, controllers: [ThingsController], providers: [Store] };
  const metrics = new Metrics('things');
  metrics
    .counter({ name: 'sluice_things_total', kind: 'counter', help: 'Things.', labels: ['kind'] })
    .inc({ kind: 'big' });
  app = await createApp(
    { app: 'things', port: 0, title: 'Things', description: 'Of a test.', settings: [], module: () => module },
    {},
    { logger: new Logger({ app: 'things', level: 'fatal', format: 'json' }), metrics, stopFatally: () => undefined },
  );
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`; // it listens on TCP
});
afterAll(() => app.close());

async function ask(path: string): Promise<{ status: number; headers: Headers; body: string }> {
  const { status, headers, ...reply } = await fetch(`${url}${path}`).then(async (r) => ({
    status: r.status,
    headers: r.headers,
    body: await r.text(),
  }));
  return { status, headers, body: reply.body };
}

describe('health', () => {
  it.each([
    ['up', 200, 200],
    ['down', 503, 503],
    ['silent', 503, 503],
  ] as const)('with a store that is %s', async (state, ready, all) => {
    store = state;
    expect((await ask('/health/live')).status).toBe(200);
    expect((await ask('/health/ready')).status).toBe(ready);
    const { status, body } = await ask('/health');
    expect(status).toBe(all);
    expect(JSON.parse(body)).toMatchObject({
      details: { store: { status: state === 'up' ? 'up' : 'down' }, backlog: { lag: 3 } },
    });
  });

  it('says what is wrong', async () => {
    store = 'down';
    expect(JSON.parse((await ask('/health/ready')).body)).toMatchObject({
      details: { store: { message: 'no primary' } },
    });
  });
});

describe('metrics', () => {
  it('are served in the text format with the name of the app', async () => {
    const { headers, body } = await ask('/metrics');
    expect(headers.get('content-type')).toContain('text/plain');
    expect(body).toContain('sluice_things_total{kind="big",app="things"} 1');
    expect(body).toContain('process_cpu_seconds_total');
  });
});

describe('the OpenAPI document', () => {
  it('is served as JSON and shown at /docs', async () => {
    const document = JSON.parse((await ask('/openapi.json')).body) as { info: object; paths: object };
    expect(document.info).toMatchObject({ title: 'Things' });
    expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(['/v1/things/busy', '/health/ready']));
    expect((await ask('/docs')).headers.get('content-type')).toContain('text/html');
    expect((await ask('/docs/swagger-ui.css')).status).toBe(200);
  });
});

describe('errors', () => {
  it.each([
    ['/v1/things/busy', 503, 'STORE_UNAVAILABLE'],
    ['/v1/things/broken', 500, 'INTERNAL'],
    ['/v1/nothing', 404, 'ROUTE_UNKNOWN'],
  ])('%s is a problem', async (path, status, code) => {
    const reply = await ask(path);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.parse(reply.body)).toMatchObject({ status, code, instance: path, type: `urn:sluice:error:${code}` });
    expect(reply.body).not.toContain('secret detail');
    expect(reply.headers.has('retry-after')).toBe(status === 503);
  });
});
