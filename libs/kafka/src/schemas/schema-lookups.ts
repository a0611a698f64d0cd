import { SluiceError } from '@sluice/contracts';
import { compileSchema, type CompiledSchema } from '@sluice/schema';

const REMEMBER_UNKNOWN_MS = 5_000;

/**
 * Lookups by id or fingerprint, each made once: what was found stays, what is unknown or unusable is asked for again
 * after {@link REMEMBER_UNKNOWN_MS}, and a failure of the store is not remembered at all.
 */
export class SchemaLookups<K> {
  private readonly known = new Map<K, Promise<CompiledSchema>>();
  private readonly refused = new Map<K, { readonly error: SluiceError; readonly until: number }>();

  constructor(private readonly find: (key: K) => Promise<CompiledSchema>) {}

  resolve(key: K): Promise<CompiledSchema> {
    const refused = this.refused.get(key);
    if (refused && performance.now() < refused.until) return Promise.reject(refused.error);
    let found = this.known.get(key);
    if (!found) {
      found = this.find(key);
      this.known.set(key, found);
      found.catch((error: unknown) => this.forget(key, error));
    }
    return found;
  }

  private forget(key: K, error: unknown): void {
    this.known.delete(key);
    if (!(error instanceof SluiceError) || error.kind !== 'record') return;
    if (this.refused.size > 10_000) this.refused.clear();
    this.refused.set(key, { error, until: performance.now() + REMEMBER_UNKNOWN_MS });
  }
}

/** @throws SluiceError SCHEMA_INVALID */
export function compileSchemaText(text: string, what: string): CompiledSchema {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (cause) {
    throw new SluiceError('SCHEMA_INVALID', `reading ${what}: it is not JSON`, { cause });
  }
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
    throw new SluiceError('SCHEMA_INVALID', `reading ${what}: a record's schema is an object`);
  }
  return compileSchema(schema as Readonly<Record<string, unknown>>); // checked just above
}
