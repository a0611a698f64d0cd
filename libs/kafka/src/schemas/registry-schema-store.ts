import { compileSchema, type CompiledSchema } from '@sluice/schema';
import { framePrefix } from '../framing.js';
import type { SchemaRegistryClient } from './registry-client.js';
import { compileSchemaText, SchemaLookups } from './schema-lookups.js';
import { type PublishedSchema, SchemaStore } from './schema-store.js';

/**
 * Schemas in a Confluent-compatible registry, under the subject `<topic>-value`; records carry the wire format. Fingerprints
 * are those of records written before there was a registry and are found in `earlier`, which this store closes with itself.
 */
export class RegistrySchemaStore extends SchemaStore {
  private readonly byId = new SchemaLookups<number>(async (id) => {
    const { schema } = await this.registry.byId(id);
    return compileSchemaText(schema, `schema ${id} of the registry`);
  });
  private readonly published = new Map<string, PublishedSchema>();

  constructor(
    private readonly registry: SchemaRegistryClient,
    private readonly earlier: SchemaStore,
  ) {
    super();
  }

  override async publish(topic: string, schema: Readonly<Record<string, unknown>>): Promise<PublishedSchema> {
    const { fingerprint } = compileSchema(schema);
    const name = `${fingerprint} ${topic}`;
    const known = this.published.get(name);
    if (known) return known;
    const id = await this.registry.register(subjectOf(topic), JSON.stringify(schema));
    const published = { prefix: framePrefix(id), headers: {}, fingerprint, id };
    this.published.set(name, published);
    return published;
  }

  override resolveId(id: number): Promise<CompiledSchema> {
    return this.byId.resolve(id);
  }

  override resolveFingerprint(fingerprint: string): Promise<CompiledSchema> {
    return this.earlier.resolveFingerprint(fingerprint);
  }

  override async latest(topic: string): Promise<CompiledSchema | undefined> {
    const newest = await this.registry.latest(subjectOf(topic));
    return newest ? compileSchemaText(newest.schema, `the newest schema of ${topic}`) : this.earlier.latest(topic);
  }

  override close(): Promise<void> {
    return this.earlier.close();
  }
}

function subjectOf(topic: string): string {
  return `${topic}-value`;
}
