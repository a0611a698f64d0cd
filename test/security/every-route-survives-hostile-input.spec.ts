import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { request } from 'node:http';
import { sharedTestStack } from '@sluice/stack';
import { AppProcess } from '../support/app-process.js';
import { TestBed } from '../support/test-bed.js';
import { until } from '../support/until.js';
import { HOSTILE_BODIES, HOSTILE_NAMES, HOSTILE_VALUES } from './payloads.js';

const SLOWEST_MS = 5_000;
const PATIENCE_MS = 15_000;
const NO_ANSWER = 0;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Route {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly example?: unknown }[];
  readonly hasBody: boolean;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly ms: number;
}

/** Not by `fetch`, which would mend paths and refuse headers before the app sees them. */
function send(url: string, method: string, path: string, type?: string, body?: string | Buffer): Promise<Reply> {
  const startedAt = performance.now();
  const { hostname, port } = new URL(url);
  const headers = type === undefined ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body ?? '') };
  return new Promise((resolve, reject) => {
    const answered = (status: number, replied: Reply['headers'], text: string): void => {
      clearTimeout(patience);
      resolve({ status, headers: replied, body: text, ms: performance.now() - startedAt });
    };
    const patience = setTimeout(() => {
      answered(NO_ANSWER, {}, 'no answer');
      asked.destroy();
    }, PATIENCE_MS);
    const asked = request({ hostname, port, method: method.toUpperCase(), path, headers }, (reply) => {
      const chunks: Buffer[] = [];
      if (String(reply.headers['content-type']).startsWith('text/event-stream')) {
        answered(reply.statusCode ?? 0, reply.headers, '{}'); // it has no end
        asked.destroy();
        return;
      }
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('error', reject);
      reply.on('end', () => {
        answered(reply.statusCode ?? 0, reply.headers, Buffer.concat(chunks).toString());
      });
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      // A body too large may be cut off while it is still being sent.
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') {
        answered(413, {}, '{}');
      } else reject(error);
    });
    asked.end(body);
  });
}

function routesOf(document: OpenAPIObject): Route[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      const parameters = (operation.parameters ?? []).filter((one) => 'in' in one);
      return [{ method, path, parameters, hasBody: method !== 'get' }];
    }),
  );
}

/** The path with every parameter in it filled, one of them by a hostile value. */
function pathOf({ path, parameters }: Route, dataset: string, hostile?: { name: string; value: string }): string {
  let filled = path;
  for (const { name, in: place } of parameters) {
    if (place !== 'path') continue;
    const value = hostile?.name === name ? hostile.value : dataset;
    filled = filled.replace(`{${name}}`, encode(value));
  }
  return filled;
}

function encode(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString()); // lone surrogates have no encoding
}

const apps: [name: 'producer' | 'consumer' | 'query', app: AppProcess][] = [];
let bed: TestBed;

beforeAll(async () => {
  const stack = await sharedTestStack();
  bed = await TestBed.open({ partitions: 1 });
  await bed.produceNumbers(0, 100);
  const consumer = await bed.startConsumer();
  await until('the records are stored', async () => (await bed.documents.countDocuments()) === 100);
  const producer = await AppProcess.start('producer', { BOOTSTRAP_SERVER: stack.kafka.bootstrapServers });
  const query = await AppProcess.start('query', { MONGO_DB_URL: stack.mongodb.url, MONGO_DB_NAME: bed.topic });
  apps.push(['producer', producer], ['consumer', consumer], ['query', query]);
}, 60_000);

afterAll(async () => {
  await Promise.all(apps.map(([, app]) => app.stop()));
  await bed.close();
}, 60_000);

describe.each(['producer', 'consumer', 'query'] as const)('every route of the %s', (name) => {
  let app: AppProcess;
  let routes: Route[];
  let sent = 0;
  beforeAll(async () => {
    app = apps.find(([one]) => one === name)![1];
    routes = routesOf(await app.get<OpenAPIObject>('/openapi.json'));
  });

  /** Sends one request and tells what is wrong with the reply; undefined where nothing is. */
  async function faultOf(
    method: string,
    path: string,
    type?: string,
    body?: string | Buffer,
  ): Promise<string | undefined> {
    sent += 1;
    const reply = await send(app.url, method, path, type, body);
    const { status, headers, ms } = reply;
    const what = `${method.toUpperCase()} ${path.slice(0, 200)} ${type ?? ''}: ${status} ${reply.body.slice(0, 300)}`;
    if (status === 0 || status === 500 || status === 502) return what;
    if (ms > SLOWEST_MS) return `${Math.round(ms)} ms: ${what}`;
    if (headers['x-injected'] !== undefined) return `header injected: ${what}`;
    if (/\bat .+\.(?:js|ts):\d+|node_modules|root:x:0/.test(reply.body)) return `insides shown: ${what}`;
    if (status >= 400 && reply.body !== '{}' && !String(headers['content-type']).includes('json'))
      return `no problem details: ${what}`;
    return undefined;
  }

  it('is documented', () => {
    expect(routes.length).toBeGreaterThan(3);
  });

  it('answers hostile parameters with a reason, at once, and without a word of its insides', async () => {
    const faults: string[] = [];
    for (const route of routes) {
      for (const value of HOSTILE_VALUES) {
        for (const { name: parameter, in: place } of route.parameters) {
          const path =
            place === 'path'
              ? pathOf(route, bed.topic, { name: parameter, value })
              : `${pathOf(route, 'sensor')}?${encode(parameter)}=${encode(value)}&${encode(parameter)}=${encode(value)}`;
          faults.push(...[await faultOf(route.method, path)].filter((fault) => fault !== undefined));
        }
      }
      for (const strange of HOSTILE_NAMES) {
        for (const value of HOSTILE_VALUES.slice(0, 12)) {
          const path = `${pathOf(route, 'sensor')}?${strange.replace('%00', encode('\u0000'))}=${encode(value)}`;
          faults.push(
            ...[await faultOf(route.method, path.replaceAll(' ', '%20'))].filter((fault) => fault !== undefined),
          );
        }
      }
    }
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(300);
  }, 300_000);

  it('answers hostile bodies alike', async () => {
    const faults: string[] = [];
    for (const route of routes.filter(({ hasBody }) => hasBody)) {
      for (const [type, body] of HOSTILE_BODIES) {
        faults.push(
          ...[await faultOf(route.method, pathOf(route, bed.topic), type, body)].filter((fault) => fault !== undefined),
        );
      }
    }
    expect(faults).toEqual([]);
  }, 120_000);

  it('is as it was afterwards: alive, unpolluted, with a log of one line an entry and no defect in it', async () => {
    expect((await send(app.url, 'get', '/health/live')).status).toBe(200);
    expect(await bed.documents.countDocuments({ n: { $gte: 0 } })).toBe(100);
    const lines = app.output.trimEnd().split('\n');
    for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
    expect(lines.filter((line) => (JSON.parse(line) as { level: unknown }).level === 'error')).toEqual([]);
  });
});
