import { framePrefix, schemaStoreFor } from '@sluice/kafka';
import { sharedTestStack } from '@sluice/stack';
import type { TestBed } from '../support/test-bed.js';
import type { Prefixes } from './input-case.js';
import { FIRST_VERSION, NESTED, SECOND_VERSION } from './schema-cases.js';

/** Registers the schemas of the cases, under subjects of the bed's own. */
export async function registeredPrefixes(bed: TestBed): Promise<Prefixes> {
  const { url } = (await sharedTestStack()).registry;
  const store = schemaStoreFor({ SCHEMA_REGISTRY_URL: url }, bed.kafka);
  try {
    const first = await store.publish(bed.topic, FIRST_VERSION);
    const second = await store.publish(bed.topic, SECOND_VERSION);
    const nested = await store.publish(`nested.${bed.topic}`, NESTED);
    const avro = await registerAvro(url, `avro.${bed.topic}-value`);
    return { first: first.prefix, second: second.prefix, nested: nested.prefix, avro: framePrefix(avro) };
  } finally {
    await store.close();
  }
}

async function registerAvro(url: string, subject: string): Promise<number> {
  const reply = await fetch(`${url}/subjects/${encodeURIComponent(subject)}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema: '"string"' }),
  });
  const { id } = (await reply.json()) as { id?: number };
  if (id === undefined) throw new Error(`registering an Avro schema: ${reply.status}`);
  return id;
}
