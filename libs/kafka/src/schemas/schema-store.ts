import type { CompiledSchema } from '@sluice/schema';

/** How records name the schema they were written with. */
export interface PublishedSchema {
  /** Bytes before the JSON of each value; empty where the schema is named by a header. */
  readonly prefix: Buffer;
  /** Headers of each record. */
  readonly headers: Readonly<Record<string, string>>;
  readonly fingerprint: string;
  /** Id in the registry. */
  readonly id?: number;
}

/**
 * Where the schemas of topics are kept, so that who reads a record finds the schema it was written with.
 *
 * What was published stays resolvable for ever, in every process. A lookup throws SCHEMA_UNKNOWN where there is no such
 * schema, SCHEMA_INVALID where it cannot be used, and a transient error where the store cannot be reached. Lookups are
 * cached; that a schema is unknown is remembered for a few seconds only.
 */
export abstract class SchemaStore {
  /**
   * Publishes the schema as the newest one of the topic; an equal one is published once.
   * @throws SluiceError SCHEMA_INVALID; SCHEMA_INCOMPATIBLE where the store guards compatibility
   */
  abstract publish(topic: string, schema: Readonly<Record<string, unknown>>): Promise<PublishedSchema>;

  /** The schema with this id of the registry. */
  abstract resolveId(id: number): Promise<CompiledSchema>;

  /** The schema with this fingerprint. */
  abstract resolveFingerprint(fingerprint: string): Promise<CompiledSchema>;

  /** The newest schema of the topic; undefined where it has none. */
  abstract latest(topic: string): Promise<CompiledSchema | undefined>;

  abstract close(): Promise<void>;
}
