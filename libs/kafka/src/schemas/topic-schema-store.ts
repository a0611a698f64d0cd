import { HEADER_SCHEMA, SluiceError, TOPIC_SCHEMAS } from '@sluice/contracts';
import { compileSchema, type CompiledSchema } from '@sluice/schema';
import { ensureTopic } from '../admin.js';
import type { KafkaConnection } from '../connection.js';
import { PartitionReader } from '../partition-reader.js';
import { RecordProducer } from '../produce/record-producer.js';
import { compileSchemaText, SchemaLookups } from './schema-lookups.js';
import { type PublishedSchema, SchemaStore } from './schema-store.js';

const NO_PREFIX = Buffer.alloc(0);
const DELIVERY_TIMEOUT_MS = 30_000;

/**
 * Schemas in the compacted topic `_sluice.schemas`, one partition: key fingerprint, value JSON Schema text; and key
 * `topic:<name>`, value the fingerprint of that topic's newest schema. It is read on demand, each record once. It does
 * not guard compatibility: every schema that compiles is accepted.
 */
export class TopicSchemaStore extends SchemaStore {
  private readonly reader: PartitionReader;
  private readonly texts = new Map<string, string>();
  private readonly newest = new Map<string, string>();
  private readonly byFingerprint = new SchemaLookups<string>((fingerprint) => this.find(fingerprint));
  private producer: Promise<RecordProducer> | undefined;

  constructor(private readonly connection: KafkaConnection) {
    super();
    this.reader = new PartitionReader(connection, TOPIC_SCHEMAS, 0);
  }

  override async publish(topic: string, schema: Readonly<Record<string, unknown>>): Promise<PublishedSchema> {
    const { fingerprint } = compileSchema(schema);
    const published = { prefix: NO_PREFIX, headers: { [HEADER_SCHEMA]: fingerprint }, fingerprint };
    await this.catchUp();
    if (this.newest.get(topic) === fingerprint) return published;
    const records = [{ key: `topic:${topic}`, value: Buffer.from(fingerprint) }];
    if (!this.texts.has(fingerprint)) records.unshift({ key: fingerprint, value: Buffer.from(JSON.stringify(schema)) });
    await ensureTopic(this.connection, TOPIC_SCHEMAS, { partitions: 1, config: { 'cleanup.policy': 'compact' } });
    const producer = await this.openProducer();
    for (const { error } of await producer.send(TOPIC_SCHEMAS, records)) if (error) throw error;
    return published;
  }

  override resolveId(id: number): Promise<CompiledSchema> {
    const why = 'the record names a schema of a registry, but SCHEMA_REGISTRY_URL is not set';
    return Promise.reject(new SluiceError('SCHEMA_UNKNOWN', `resolving schema ${id}: ${why}`, { context: { id } }));
  }

  override resolveFingerprint(fingerprint: string): Promise<CompiledSchema> {
    return this.byFingerprint.resolve(fingerprint);
  }

  override async latest(topic: string): Promise<CompiledSchema | undefined> {
    await this.catchUp();
    const fingerprint = this.newest.get(topic);
    return fingerprint === undefined ? undefined : this.resolveFingerprint(fingerprint);
  }

  override async close(): Promise<void> {
    const producer = await this.producer?.catch(() => undefined);
    await Promise.all([producer?.close(), this.reader.close()]);
  }

  private async find(fingerprint: string): Promise<CompiledSchema> {
    if (!this.texts.has(fingerprint)) await this.catchUp();
    const text = this.texts.get(fingerprint);
    if (text !== undefined) return compileSchemaText(text, `schema ${fingerprint}`);
    throw new SluiceError('SCHEMA_UNKNOWN', `resolving schema ${fingerprint}: it is not in ${TOPIC_SCHEMAS}`, {
      context: { fingerprint },
    });
  }

  /** A topic that nobody has published to yet holds no schemas. */
  private async catchUp(): Promise<void> {
    try {
      await this.reader.catchUp(
        ({ key, value }) => key && this.remember(key.toString(), value?.toString()),
        () => this.forgetAll(),
      );
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== 'TOPIC_UNKNOWN') throw error;
      this.forgetAll();
    }
  }

  private remember(key: string, value: string | undefined): void {
    const [into, name] = key.startsWith('topic:') ? [this.newest, key.slice('topic:'.length)] : [this.texts, key];
    if (value === undefined) into.delete(name);
    else into.set(name, value);
  }

  private forgetAll(): void {
    this.texts.clear();
    this.newest.clear();
  }

  private openProducer(): Promise<RecordProducer> {
    this.producer ??= RecordProducer.open(this.connection, { deliveryTimeoutMs: DELIVERY_TIMEOUT_MS });
    this.producer.catch(() => (this.producer = undefined));
    return this.producer;
  }
}
