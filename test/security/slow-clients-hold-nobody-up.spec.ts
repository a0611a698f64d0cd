import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sharedTestStack } from '@sluice/stack';
import { AppProcess } from '../support/app-process.js';

const HEADERS_MS = 500;
const REQUEST_MS = 4_000;
const GRACE_MS = 600;
const SLACK_MS = 1_000;
/** Two requests fill it. */
const BUFFER_BYTES = 6_000_000;
const TOPIC = 'slow-clients';
let producer: AppProcess;
let query: AppProcess;

beforeAll(async () => {
  const stack = await sharedTestStack();
  const limits = {
    RUNTIME_HTTP_HEADERS_TIMEOUT_MS: String(HEADERS_MS),
    RUNTIME_HTTP_REQUEST_TIMEOUT_MS: String(REQUEST_MS),
  };
  producer = await AppProcess.start('producer', {
    BOOTSTRAP_SERVER: stack.kafka.bootstrapServers,
    PRODUCER_BODY_GRACE_MS: String(GRACE_MS),
    PRODUCER_BUFFER_BYTES: String(BUFFER_BYTES),
    ...limits,
  });
  query = await AppProcess.start('query', { MONGO_DB_URL: stack.mongodb.url, ...limits });
}, 180_000);

afterAll(async () => {
  await Promise.all([producer?.stop(), query?.stop()]);
});

interface Ended {
  readonly text: string;
  readonly ms: number;
}

/** Sends `head` at once and then spaces, one every 100 ms; resolves when the app has closed the connection. */
function trickle(app: AppProcess, head: string, rest = ' '): Promise<Ended> {
  const began = performance.now();
  let text = '';
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  const feed = async (): Promise<void> => {
    socket.write(head);
    for (; socket.writable; await wait(100)) socket.write(rest);
  };
  void feed();
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ text, ms: performance.now() - began }));
  });
}

async function post(): Promise<number> {
  const reply = await fetch(`${producer.url}/v1/topics/${TOPIC}/records`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: '{"a":1}',
  });
  await reply.arrayBuffer();
  return reply.status;
}

const SLOW_BODY = `POST /v1/topics/${TOPIC}/records HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n[`;

function expectCut({ text, ms }: Ended, afterMs: number): void {
  expect(text).toMatch(/^HTTP\/1\.1 408 [^]+"code":"REQUEST_TIMEOUT"/);
  expect(ms).toBeGreaterThan(afterMs * 0.9);
  expect(ms).toBeLessThan(afterMs + SLACK_MS);
}

describe('clients that send a byte at a time', () => {
  it.each(['producer', 'query'] as const)('are cut off by the %s at its time for headers', async (name) => {
    const app = { producer, query }[name];
    const slow = Array.from({ length: 20 }, () => trickle(app, 'GET /health/live HTTP/1.1\r\nX-Slow: ', 'a'));
    expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
    for (const ended of await Promise.all(slow)) expectCut(ended, HEADERS_MS);
  });

  it('lose their hold on the memory of the producer, so that others are served again', async () => {
    expect(await post()).toBe(200);
    const slow = [trickle(producer, SLOW_BODY), trickle(producer, SLOW_BODY)];
    await wait(GRACE_MS / 3);
    expect(await post()).toBe(429);
    for (const ended of await Promise.all(slow)) expectCut(ended, GRACE_MS);
    expect(await post()).toBe(200);
  });
});
