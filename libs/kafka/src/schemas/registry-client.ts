import { setTimeout as wait } from 'node:timers/promises';
import { type ErrorCode, SluiceError } from '@sluice/contracts';
import type { SettingsValues } from '@sluice/settings';
import type { schemaRegistrySettings } from '../settings.js';

export type SchemaRegistryValues = Partial<SettingsValues<typeof schemaRegistrySettings>>;

export interface RegisteredSchema {
  readonly id: number;
  /** JSON Schema text. */
  readonly schema: string;
}

interface Reply {
  readonly id?: number;
  readonly schema?: string;
  readonly schemaType?: string;
  readonly is_compatible?: boolean;
  readonly messages?: readonly string[];
  readonly error_code?: number;
  readonly message?: string;
}

const MEDIA_TYPE = 'application/vnd.schemaregistry.v1+json';
const ATTEMPTS = 3;
const TIMEOUT_MS = 10_000;

/**
 * The four calls of Confluent's Schema Registry API that Sluice needs, for JSON Schema. Written out because
 * `@confluentinc/schemaregistry` brings the key-management SDKs of three clouds along.
 *
 * Every call throws SCHEMA_REGISTRY_UNAVAILABLE after three attempts, SCHEMA_REGISTRY_AUTH on refused credentials and
 * CONFIG_INVALID where something answers that is not a registry.
 */
export class SchemaRegistryClient {
  private readonly base: string;
  private readonly headers: Readonly<Record<string, string>>;

  /** @throws SluiceError CONFIG_INVALID */
  constructor(values: SchemaRegistryValues & { readonly SCHEMA_REGISTRY_URL: string }) {
    const url = new URL(values.SCHEMA_REGISTRY_URL);
    const user = values.SCHEMA_REGISTRY_USERNAME ?? decodeURIComponent(url.username);
    const password = values.SCHEMA_REGISTRY_PASSWORD ?? decodeURIComponent(url.password);
    if ((user === '') !== (password === '')) {
      const [set, missing] = user === '' ? ['PASSWORD', 'USERNAME'] : ['USERNAME', 'PASSWORD'];
      throw config(`SCHEMA_REGISTRY_${set} is set but SCHEMA_REGISTRY_${missing} is not`);
    }
    this.base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
    this.headers = {
      accept: `${MEDIA_TYPE}, application/json`,
      'content-type': MEDIA_TYPE,
      ...(user === '' ? {} : { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
    };
  }

  /**
   * Registers the schema under the subject, or finds it there, and returns its id.
   * @throws SluiceError SCHEMA_INCOMPATIBLE with the registry's explanation, SCHEMA_INVALID
   */
  async register(subject: string, schema: string): Promise<number> {
    const path = `/subjects/${encodeURIComponent(subject)}/versions`;
    try {
      const { id } = await this.call('POST', path, { schemaType: 'JSON', schema });
      if (typeof id !== 'number') throw config(`${this.base} registered a schema without telling its id`);
      return id;
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== 'SCHEMA_INCOMPATIBLE') throw error;
      const why = await this.incompatibilities(subject, schema).catch(() => []);
      if (why.length === 0) throw error;
      throw new SluiceError(error.code, `${error.message}: ${why.join('; ')}`, {
        context: error.context,
        cause: error,
      });
    }
  }

  /** @throws SluiceError SCHEMA_UNKNOWN, SCHEMA_INVALID where it is not JSON Schema */
  async byId(id: number): Promise<RegisteredSchema> {
    const reply = await this.call('GET', `/schemas/ids/${id}`);
    return { id, schema: jsonSchemaOf(reply, `schema ${id}`) };
  }

  /** The newest schema of the subject; undefined where there is none. */
  async latest(subject: string): Promise<RegisteredSchema | undefined> {
    try {
      const reply = await this.call('GET', `/subjects/${encodeURIComponent(subject)}/versions/latest`);
      return { id: reply.id ?? 0, schema: jsonSchemaOf(reply, `subject ${subject}`) };
    } catch (error) {
      if (error instanceof SluiceError && error.code === 'SCHEMA_UNKNOWN') return undefined;
      throw error;
    }
  }

  /** Why the schema does not fit the subject's newest one; empty where it does or the registry does not say. */
  async incompatibilities(subject: string, schema: string): Promise<readonly string[]> {
    const path = `/compatibility/subjects/${encodeURIComponent(subject)}/versions/latest?verbose=true`;
    const { is_compatible: fits, messages = [] } = await this.call('POST', path, { schemaType: 'JSON', schema });
    return fits === true ? [] : messages.map(String);
  }

  private async call(method: string, path: string, body?: object): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.callOnce(method, path, body);
      } catch (error) {
        if (!(error instanceof SluiceError) || error.kind !== 'transient' || attempt === ATTEMPTS) throw error;
        await wait(200 * 2 ** attempt * Math.random());
      }
    }
  }

  private async callOnce(method: string, path: string, body?: object): Promise<Reply> {
    const doing = `asking the schema registry ${this.base} for ${method} ${path}`;
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.base + path, {
        method,
        headers: this.headers,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      text = await response.text();
    } catch (cause) {
      throw new SluiceError('SCHEMA_REGISTRY_UNAVAILABLE', `${doing}: ${networkReason(cause)}`, { cause });
    }
    const reply = parseReply(text);
    if (response.ok && reply) return reply;
    const code = codeOf(response.status, reply);
    const hint = code === 'CONFIG_INVALID' ? '; is SCHEMA_REGISTRY_URL the address of a schema registry?' : '';
    throw new SluiceError(code, `${doing}: ${reply?.message ?? `it answered ${response.status}`}${hint}`, {
      context: { status: response.status, ...(reply?.error_code ? { errorCode: reply.error_code } : {}) },
    });
  }
}

function codeOf(status: number, reply: Reply | undefined): ErrorCode {
  if (status === 401 || status === 403) return 'SCHEMA_REGISTRY_AUTH';
  if (status >= 500 || status === 408 || status === 429) return 'SCHEMA_REGISTRY_UNAVAILABLE';
  if (status === 404 && reply?.error_code !== undefined) return 'SCHEMA_UNKNOWN';
  if (status === 409) return 'SCHEMA_INCOMPATIBLE';
  if (status === 422) return reply?.error_code === INVALID_SCHEMA ? 'SCHEMA_INVALID' : 'SCHEMA_INCOMPATIBLE';
  return 'CONFIG_INVALID';
}

const INVALID_SCHEMA = 42201;

function parseReply(text: string): Reply | undefined {
  try {
    const reply: unknown = JSON.parse(text);
    return typeof reply === 'object' && reply !== null ? reply : undefined;
  } catch {
    return undefined;
  }
}

/** A registry leaves the type out where it is Avro. */
function jsonSchemaOf({ schema, schemaType = 'AVRO' }: Reply, what: string): string {
  if (schemaType === 'JSON' && schema !== undefined) return schema;
  throw new SluiceError('SCHEMA_INVALID', `reading ${what} from the registry: it is ${schemaType}, not JSON Schema`);
}

/** fetch says "fetch failed"; why is in its cause. */
function networkReason(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string; code?: string } }; // fetch threw it
  return cause?.message || cause?.code || message || String(error);
}

function config(message: string): SluiceError {
  return new SluiceError('CONFIG_INVALID', `reading the schema registry settings: ${message}`);
}
