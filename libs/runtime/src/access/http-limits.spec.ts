import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, type DynamicModule, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readSettings } from '@sluice/settings';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createApp } from '../bootstrap.js';
import { Logger } from '../logger.js';
import { Metrics } from '../metrics.js';
import { accessSettings } from './access.settings.js';

@Controller('v1/things')
class ThingsController {
  @Get()
  read(): object {
    return {};
  }

  @Post()
  write(@Body() body: object): object {
    return body;
  }
}

@Module({})
class Things {}

const HEADERS_MS = 400;
const REQUEST_MS = 800;
const MAX_CONNECTIONS = 8;
let app: NestFastifyApplication;
let port: number;

beforeAll(async () => {
  const module: DynamicModule = { module: Things, controllers: [ThingsController] };
  const values = readSettings([accessSettings], {
    RUNTIME_HTTP_HEADERS_TIMEOUT_MS: String(HEADERS_MS),
    RUNTIME_HTTP_REQUEST_TIMEOUT_MS: String(REQUEST_MS),
    RUNTIME_HTTP_MAX_CONNECTIONS: String(MAX_CONNECTIONS),
  });
  const logger = new Logger({ app: 'things', level: 'fatal', format: 'json' });
  app = await createApp(
    { app: 'things', port: 0, title: 'Things', description: 'Of a test.', settings: [], module: () => module },
    {},
    { logger, metrics: new Metrics('things'), stopFatally: () => undefined },
    { host: '127.0.0.1', values },
  );
  await app.listen(0, '127.0.0.1');
  ({ port } = app.getHttpServer().address() as AddressInfo); // it listens on TCP
});
afterAll(() => app.close());

interface Ended {
  readonly text: string;
  readonly ms: number;
}

/** Opens a connection, lets `talk` write to it, and resolves when the app has closed it. */
function untilClosed(talk: (socket: Socket) => Promise<void> | void): Promise<Ended> {
  const began = performance.now();
  let text = '';
  const socket = connect(port, '127.0.0.1', () => void talk(socket));
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ text, ms: performance.now() - began }));
  });
}

/** Writes one byte every 50 ms for as long as anybody listens. */
function trickle(text: string): (socket: Socket) => Promise<void> {
  return async (socket) => {
    for (let i = 0; socket.writable; i += 1) {
      socket.write(text[i % text.length] ?? '');
      await wait(50);
    }
  };
}

const HEAD = 'POST /v1/things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n';
const SLACK_MS = 500;

describe('an app that some are slow with', () => {
  it('cuts off headers and bodies that come byte by byte, and serves others meanwhile', async () => {
    const slowHeaders = untilClosed(trickle(`GET /v1/things HTTP/1.1\r\nX-${'a'.repeat(10_000)}`));
    const slowBody = untilClosed((socket) => {
      socket.write(HEAD);
      return trickle(' ')(socket);
    });
    const silent = untilClosed(() => undefined);
    const served = [];
    for (let i = 0; i < 5; i += 1) {
      served.push((await fetch(`http://127.0.0.1:${port}/v1/things`)).status);
      await wait(50);
    }
    expect(served).toEqual([200, 200, 200, 200, 200]);
    const [headers, body, nothing] = await Promise.all([slowHeaders, slowBody, silent]);
    for (const { text } of [headers, body, nothing])
      expect(text).toMatch(/^HTTP\/1\.1 408 [^]+"code":"REQUEST_TIMEOUT"/);
    for (const [{ ms }, limit] of [
      [headers, HEADERS_MS],
      [nothing, HEADERS_MS],
      [body, REQUEST_MS],
    ] as const) {
      expect(ms).toBeGreaterThan(limit * 0.9);
      expect(ms).toBeLessThan(limit + SLACK_MS);
    }
  });

  it.each([
    ['a header of 17 kB', `X: ${'a'.repeat(17_000)}\r\n`],
    ['4,000 headers', 'X-Name: value\r\n'.repeat(4_000)],
  ])('answers 431 to %s', async (_what, headers) => {
    const { text } = await untilClosed((socket) => {
      socket.write(`GET /v1/things HTTP/1.1\r\nHost: a\r\n${headers}\r\n`);
    });
    expect(text).toMatch(/^HTTP\/1\.1 431 [^]+"status":431/);
  });

  it('answers 400 to what is not HTTP, without a word of its insides', async () => {
    const { text } = await untilClosed((socket) => void socket.write('hello\r\n\r\n'));
    expect(text).toMatch(/^HTTP\/1\.1 400 [^]+application\/problem\+json[^]+"code":"REQUEST_INVALID"/);
    expect(text).not.toMatch(/node_modules|\bat .+\.js/);
  });

  it('keeps no more connections than it should', async () => {
    const open = Array.from({ length: MAX_CONNECTIONS }, () => untilClosed(() => undefined));
    await wait(50);
    const { ms } = await untilClosed(() => undefined);
    expect(ms).toBeLessThan(HEADERS_MS / 2);
    await Promise.all(open);
    expect((await fetch(`http://127.0.0.1:${port}/v1/things`)).status).toBe(200);
  });
});
