import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectKafka, type KafkaConnection, schemaStoreFor } from '@sluice/kafka';
import { sharedTestStack } from '@sluice/stack';
import { consumeTopic } from '../testing/consume-topic.js';
import { type RunningProducer, startProducer } from '../testing/start-producer.js';

let bootstrapServers: string;
let connection: KafkaConnection;
let app: RunningProducer;

beforeAll(async () => {
  const stack = await sharedTestStack();
  ({ bootstrapServers } = stack.kafka);
  connection = connectKafka({ KAFKA_BOOTSTRAP_SERVERS: bootstrapServers });
  app = await startProducer({ KAFKA_BOOTSTRAP_SERVERS: bootstrapServers, PRODUCER_BODY_LIMIT_BYTES: '2000000' });
});

afterAll(async () => {
  expect(await app.stop()).toBe(0);
  await connection.close();
});

interface Reply {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Record<string, unknown>;
}

async function post(
  topic: string,
  type: string,
  body: string | Buffer<ArrayBuffer>,
  headers: Record<string, string> = {},
  base = app.url,
): Promise<Reply> {
  const reply = await fetch(`${base}/v1/topics/${topic}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type, ...headers },
  });
  const text = await reply.text();
  const parsed = JSON.parse(text) as Record<string, unknown>;
  return { status: reply.status, retryAfter: reply.headers.get('retry-after'), body: parsed };
}

function newTopic(): string {
  return `http-${randomUUID().slice(0, 8)}`;
}

async function valuesOf(topic: string): Promise<string[]> {
  return (await consumeTopic(connection, topic)).map(({ value }) => value.toString()).sort();
}

describe('POST /v1/topics/{topic}/records', () => {
  it('produces a JSON array byte for byte and tells where the records are', async () => {
    const topic = newTopic();
    const reply = await post(`${topic}/records`, 'application/json', '[{"a": 12345678901234567890},{"a":2}]');
    expect(reply).toMatchObject({ status: 200, body: { topic, produced: 2, rejected: 0, errors: [] } });
    const partitions = reply.body['partitions'] as { count: number }[];
    expect(partitions.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(await valuesOf(topic)).toEqual(['{"a": 12345678901234567890}', '{"a":2}']);
  });

  it('produces one object, gzipped NDJSON and typed CSV', async () => {
    const topic = newTopic();
    const path = `${topic}/records?key=id`;
    expect((await post(path, 'application/json', '{"id":1}')).status).toBe(200);
    const gzip = { 'content-encoding': 'gzip' };
    expect((await post(path, 'application/x-ndjson', gzipSync('{"id":2}\n{"id":3}\n'), gzip)).status).toBe(200);
    expect((await post(path, 'text/csv; charset=utf-8', 'id,x,zip\n4,na,007\n5,1.5,12\n')).status).toBe(200);
    expect(await valuesOf(topic)).toEqual([
      '{"id":1}',
      '{"id":2}',
      '{"id":3}',
      '{"id":4,"x":null,"zip":"007"}',
      '{"id":5,"x":1.5,"zip":"12"}',
    ]);
  });

  it('lists bad records by index and line, and produces the others', async () => {
    const topic = newTopic();
    const reply = await post(`${topic}/records`, 'application/x-ndjson', '{"a":1}\nnope\n\n{"a":2}\n[]\n');
    expect(reply).toMatchObject({
      status: 200,
      body: {
        produced: 2,
        rejected: 2,
        errors: [
          { index: 1, line: 2, code: 'VALUE_NOT_JSON' },
          { index: 3, line: 5, code: 'VALUE_NOT_JSON' },
        ],
      },
    });
  });

  it('holds records to the schema of the topic where it has one', async () => {
    const topic = newTopic();
    const store = schemaStoreFor({}, connection);
    const schema = {
      type: 'object',
      properties: { at: { type: 'string', format: 'date-time' }, n: { type: 'integer' } },
    };
    const { headers } = await store.publish(topic, schema);
    await store.close();
    const reply = await post(`${topic}/records`, 'text/csv', 'at,n\n2020-01-01 10:00:00,1\n2020-01-01 10:00:00,x\n');
    expect(reply).toMatchObject({ status: 200, body: { errors: [{ line: 3, code: 'VALUE_SCHEMA_MISMATCH' }] } });
    const [record] = await consumeTopic(connection, topic);
    expect(record?.value.toString()).toBe('{"at":"2020-01-01T10:00:00Z","n":1}');
    expect(record?.headers).toEqual(headers);
  });

  it.each([
    ['x/records', 'application/xml', '<a/>', 415, 'REQUEST_MEDIA_TYPE'],
    ['x/records', 'application/x-www-form-urlencoded', 'a=1', 415, 'REQUEST_MEDIA_TYPE'],
    ['x/records', 'application/json', '', 400, 'REQUEST_INVALID'],
    ['x/records?keys=id', 'application/json', '{}', 400, 'REQUEST_INVALID'],
    ['x/records', 'application/json', '{"a":', 422, 'VALUE_NOT_JSON'],
    ['x/records', 'text/csv', 'a,a\n1,2\n', 422, 'ROW_BAD_HEADER'],
    ['__consumer_offsets/records', 'application/json', '{}', 422, 'TOPIC_INVALID'],
    ['a%20b/records', 'application/json', '{}', 422, 'TOPIC_INVALID'],
  ])('answers %s with %s %j by %i', async (path, type, body, status, code) => {
    expect(await post(path, type, body)).toMatchObject({ status, body: { status, code } });
  });

  it('refuses an encoding that it does not read, and gzip that is none', async () => {
    const br = await post('x/records', 'text/csv', 'a\n1\n', { 'content-encoding': 'br' });
    expect(br).toMatchObject({ status: 415, body: { code: 'REQUEST_MEDIA_TYPE' } });
    const broken = await post('x/records', 'text/csv', 'a\n1\n', { 'content-encoding': 'gzip' });
    expect(broken).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
  });

  it('refuses a body beyond the limit, announced or not', async () => {
    const large = `[${'{"a":1},'.repeat(400_000)}{"a":1}]`;
    expect(await post('x/records', 'application/json', large)).toMatchObject({ status: 413 });
    const packed = await post('x/records', 'application/json', gzipSync(large), { 'content-encoding': 'gzip' });
    expect(packed).toMatchObject({ status: 413, body: { code: 'REQUEST_TOO_LARGE' } });
  });

  it('turns requests away while the others fill its memory', async () => {
    const small = { KAFKA_BOOTSTRAP_SERVERS: bootstrapServers, PRODUCER_BUFFER_BYTES: String(4 * 1024 * 1024) };
    const tight = await startProducer(small);
    const topic = newTopic();
    await post(`${topic}/records`, 'application/json', '{"a":1}', {}, tight.url);
    const slow = request(`${tight.url}/v1/topics/${topic}/records`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const answered = new Promise<number>((resolve, reject) => {
      slow.on('response', (reply) => resolve(reply.resume().statusCode ?? 0)).on('error', reject);
    });
    slow.write('{"a":1}\n');
    let refused: Reply | undefined;
    while (refused?.status !== 429) {
      refused = await post(`${topic}/records`, 'application/json', '{"a":2}', {}, tight.url);
    }
    expect(refused).toMatchObject({ retryAfter: '1', body: { code: 'REQUEST_TOO_MANY' } });
    slow.end('{"a":3}\n');
    expect(await answered).toBe(200);
    await tight.stop();
  });

  it('answers 503 with Retry-After while there is no broker', async () => {
    const env = { KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1', PRODUCER_ACK_TIMEOUT_MS: '500' };
    const lonely = await startProducer(env);
    const reply = await post('x/records', 'application/json', '{"a":1}', {}, lonely.url);
    expect(reply).toMatchObject({ status: 503, retryAfter: '5', body: { code: 'BROKER_UNAVAILABLE' } });
    await lonely.stop();
  });

  it('describes itself', async () => {
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as { paths: Record<string, object> };
    expect(Object.keys(document.paths)).toContain('/v1/topics/{topic}/records');
  });
});
