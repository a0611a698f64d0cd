import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HEADER_SCHEMA, TOPIC_SCHEMAS } from '@sluice/contracts';
import { compileSchema } from '@sluice/schema';
import { type Stack, startStack } from '@sluice/stack';
import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectKafka, type KafkaConnection } from '../connection.js';
import { readFraming } from '../framing.js';
import { SchemaRegistryClient } from './registry-client.js';
import { schemaStoreFor } from './schema-store-for.js';
import type { PublishedSchema, SchemaStore } from './schema-store.js';

jest.setTimeout(120_000);

let stack: Stack;
let connection: KafkaConnection;

beforeAll(async () => {
  stack = await startStack({ services: ['kafka', 'registry'] });
  connection = connectKafka({ KAFKA_BOOTSTRAP_SERVERS: stack.kafka.bootstrapServers });
});

afterAll(async () => {
  await connection.close();
  await stack.stop();
});

const schemaOf = (fields: Record<string, object>, more: object = {}) => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: fields,
  ...more,
});
const anySchema = () => schemaOf({ [`f_${randomUUID()}`]: { type: ['integer', 'null'] } }, { title: 'any' });

const resolve = (store: SchemaStore, { id, fingerprint }: PublishedSchema) =>
  id === undefined ? store.resolveFingerprint(fingerprint) : store.resolveId(id);

describe.each(['registry', 'topic'] as const)('schema store in a %s', (kind) => {
  const open = (): SchemaStore =>
    schemaStoreFor(kind === 'registry' ? { SCHEMA_REGISTRY_URL: stack.registry.url } : {}, connection);

  async function withStores(count: number, work: (...stores: SchemaStore[]) => Promise<void>): Promise<void> {
    const stores = Array.from({ length: count }, open);
    try {
      await work(...stores);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  }

  it('resolves in another process what was published in one', () =>
    withStores(2, async (writer, reader) => {
      const schema = anySchema();
      const published = await writer.publish(`t-${randomUUID()}`, schema);
      expect(published.fingerprint).toBe(compileSchema(schema).fingerprint);
      expect((await resolve(reader, published)).source).toEqual(schema);
    }));

  it('names the schema in prefix or headers', () =>
    withStores(1, async (store) => {
      const { prefix, headers, id, fingerprint } = await store.publish(`t-${randomUUID()}`, anySchema());
      expect({ id: readFraming(prefix)?.id, header: headers[HEADER_SCHEMA] }).toEqual(
        kind === 'registry' ? { id, header: undefined } : { id: undefined, header: fingerprint },
      );
    }));

  it('finds what was published after it had looked', () =>
    withStores(2, async (writer, reader) => {
      const topic = `t-${randomUUID()}`;
      expect(await reader.latest(topic)).toBeUndefined();
      const published = await writer.publish(topic, anySchema());
      expect((await resolve(reader, published)).fingerprint).toBe(published.fingerprint);
      expect((await reader.latest(topic))?.fingerprint).toBe(published.fingerprint);
    }));

  it('knows the newest schema of a topic, also when an earlier one is published again', () =>
    withStores(2, async (writer, reader) => {
      const topic = `t-${randomUUID()}`;
      const first = schemaOf({ a: { type: 'integer' } }, { additionalProperties: false });
      const second = schemaOf({ a: { type: 'integer' }, b: { type: 'string' } }, { additionalProperties: false });
      await writer.publish(topic, first);
      await writer.publish(topic, second);
      expect((await reader.latest(topic))?.source).toEqual(second);
      const again = await writer.publish(topic, second);
      expect((await resolve(reader, again)).source).toEqual(second);
    }));

  it('publishes the same schema for several topics', () =>
    withStores(2, async (writer, reader) => {
      const [a, b, schema] = [`t-${randomUUID()}`, `t-${randomUUID()}`, anySchema()];
      const [one, two] = [await writer.publish(a, schema), await writer.publish(b, schema)];
      expect(one.fingerprint).toBe(two.fingerprint);
      expect((await reader.latest(a))?.source).toEqual(schema);
      expect((await reader.latest(b))?.source).toEqual(schema);
    }));

  it('says that a schema is unknown', () =>
    withStores(1, async (store) => {
      await expect(store.resolveId(1_999_999_999)).rejects.toMatchObject({ code: 'SCHEMA_UNKNOWN' });
      await expect(store.resolveFingerprint('0123456789abcdef')).rejects.toMatchObject({ code: 'SCHEMA_UNKNOWN' });
    }));

  it('refuses what is not a schema of a record', () =>
    withStores(1, async (store) => {
      await expect(store.publish('t', { type: 'string' })).rejects.toMatchObject({ code: 'SCHEMA_INVALID' });
    }));
});

const client = (): SchemaRegistryClient => new SchemaRegistryClient({ SCHEMA_REGISTRY_URL: stack.registry.url });

describe('the registry', () => {
  it('refuses an incompatible schema and says why', async () => {
    const store = schemaStoreFor({ SCHEMA_REGISTRY_URL: stack.registry.url }, connection);
    const topic = `t-${randomUUID()}`;
    await store.publish(topic, schemaOf({ a: { type: 'integer' } }));
    const publishing = store.publish(topic, schemaOf({ a: { type: 'string' } }));
    await expect(publishing).rejects.toMatchObject({ code: 'SCHEMA_INCOMPATIBLE' });
    await expect(publishing).rejects.toThrow(/incompatible/i);
    await store.close();
  });

  it('gives the same id to the same schema', async () => {
    const [subject, schema] = [`${randomUUID()}-value`, JSON.stringify(anySchema())];
    expect(await client().register(subject, schema)).toBe(await client().register(subject, schema));
  });

  it('finds the schemas of records that were written before there was one', async () => {
    const [earlier, now] = [
      schemaStoreFor({}, connection),
      schemaStoreFor({ SCHEMA_REGISTRY_URL: stack.registry.url }, connection),
    ];
    const schema = anySchema();
    const { fingerprint } = await earlier.publish(`t-${randomUUID()}`, schema);
    expect((await now.resolveFingerprint(fingerprint)).source).toEqual(schema);
    await Promise.all([earlier.close(), now.close()]);
  });

  it('holds schemas of other kinds, which are refused', async () => {
    const subject = `${randomUUID()}-value`;
    const avro = JSON.stringify({ type: 'record', name: 'r', fields: [{ name: 'a', type: 'int' }] });
    await fetch(`${stack.registry.url}/subjects/${subject}/versions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ schema: avro }),
    });
    await expect(client().latest(subject)).rejects.toMatchObject({ code: 'SCHEMA_INVALID' });
  });
});

describe('an endpoint that is not a healthy registry', () => {
  const servers: Server[] = [];
  afterAll(() => Promise.all(servers.map((server) => new Promise((done) => void server.close(done)))));

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on a port, not a pipe
  }

  it.each([
    [401, '', 'SCHEMA_REGISTRY_AUTH'],
    [404, '<html>', 'CONFIG_INVALID'],
    [404, '{"error_code":40403,"message":"Schema not found"}', 'SCHEMA_UNKNOWN'],
    [422, '{"error_code":42201,"message":"Invalid schema"}', 'SCHEMA_INVALID'],
    [422, '{"error_code":42299,"message":"no"}', 'SCHEMA_INCOMPATIBLE'],
    [200, '<html>', 'CONFIG_INVALID'],
    [500, '{"error_code":50001,"message":"store"}', 'SCHEMA_REGISTRY_UNAVAILABLE'],
  ])('that answers %d %s is %s', async (status, body, code) => {
    const url = await serve((_request, response) => void response.writeHead(status).end(body));
    await expect(new SchemaRegistryClient({ SCHEMA_REGISTRY_URL: url }).byId(1)).rejects.toMatchObject({ code });
  });

  it('is asked again when it fails for a moment, with the credentials and without them in messages', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(seen.length < 3 ? 503 : 200).end('{"schema":"{}","schemaType":"JSON"}');
    });
    const withUser = url.replace('//', '//user:p%40ss@');
    expect(await new SchemaRegistryClient({ SCHEMA_REGISTRY_URL: withUser }).byId(7)).toEqual({ id: 7, schema: '{}' });
    const basic = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
    expect(seen).toEqual([basic, basic, basic]);
  });

  it('that is away is SCHEMA_REGISTRY_UNAVAILABLE', async () => {
    const client = new SchemaRegistryClient({ SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1' });
    await expect(client.byId(1)).rejects.toMatchObject({ code: 'SCHEMA_REGISTRY_UNAVAILABLE' });
  });

  it('needs user name and password together', () => {
    const values = { SCHEMA_REGISTRY_URL: 'http://localhost', SCHEMA_REGISTRY_PASSWORD: 'hunter2' };
    expect(() => new SchemaRegistryClient(values)).toThrow(/SCHEMA_REGISTRY_USERNAME is not/);
  });
});

describe('the topic of schemas', () => {
  it('is compacted and holds what the names say', async () => {
    const admin = await connection.admin();
    const described = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: TOPIC_SCHEMAS, configNames: ['cleanup.policy'] }],
    });
    expect(described.resources[0]?.configEntries[0]?.configValue).toBe('compact');
  });

  it('says that a store that cannot be reached is away', async () => {
    const away = connectKafka({ KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1' });
    const store = schemaStoreFor({}, away);
    await expect(store.resolveFingerprint('0123456789abcdef')).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    await store.close();
    await away.close();
  });
});
