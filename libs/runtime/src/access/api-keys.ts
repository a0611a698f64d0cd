import { SluiceError } from '@sluice/contracts';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isRole, type Principal, type Role, ROLES } from './principal.js';

/** An entry of the file of keys. */
export interface ApiKeyEntry {
  readonly name: string;
  /** SHA-256 of the key in hex: a key has 256 random bits, so that nobody finds it by trying. */
  readonly sha256: string;
  readonly role: Role;
  readonly datasets?: readonly string[];
}

const PREFIX = 'slk_';
const KEY_BYTES = 32;
const LOOK_EVERY_MS = 2_000;

/** A new key, and the entry that lets its holder in. The key itself is nowhere else. */
export function createApiKey(
  name: string,
  role: Role,
  datasets?: readonly string[],
): { readonly key: string; readonly entry: ApiKeyEntry } {
  const key = `${PREFIX}${randomBytes(KEY_BYTES).toString('base64url')}`;
  return { key, entry: { name, sha256: digest(key), role, ...(datasets ? { datasets } : {}) } };
}

/** The callers of a file `{"keys": [ApiKeyEntry, …]}`, which may change while it is used. */
export class ApiKeys {
  private principals: ReadonlyMap<string, Principal>;
  private changedAt: number;
  private lookedAt = performance.now();

  /** @throws SluiceError CONFIG_INVALID where the file is missing or malformed */
  constructor(
    private readonly path: string,
    private readonly onTrouble: (error: SluiceError) => void,
  ) {
    this.changedAt = changeOf(path);
    this.principals = readKeys(path);
  }

  find(key: string): Principal | undefined {
    this.look();
    return this.principals.get(digest(key));
  }

  /** Takes a changed file over; one that cannot be read leaves everything as it was. */
  private look(): void {
    if (performance.now() - this.lookedAt < LOOK_EVERY_MS) return;
    this.lookedAt = performance.now();
    try {
      const changedAt = changeOf(this.path);
      if (changedAt === this.changedAt) return;
      this.changedAt = changedAt;
      this.principals = readKeys(this.path);
    } catch (error) {
      if (error instanceof SluiceError) this.onTrouble(error);
    }
  }
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function changeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function readKeys(path: string): Map<string, Principal> {
  const problems: string[] = [];
  const found = new Map<string, Principal>();
  for (const [i, entry] of readEntries(path).entries()) {
    const problem = problemOf(entry);
    if (problem !== undefined) problems.push(`key ${i + 1}: ${problem}`);
    else found.set(entry.sha256.toLowerCase(), principalOf(entry));
  }
  if (problems.length > 0) throw invalid(path, problems.join('; '));
  return found;
}

function readEntries(path: string): ApiKeyEntry[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw invalid(path, cause instanceof Error ? cause.message : String(cause));
  }
  const keys = typeof content === 'object' && content !== null && 'keys' in content ? content.keys : undefined;
  if (!Array.isArray(keys)) throw invalid(path, 'expected {"keys": [{"name", "sha256", "role"}, …]}');
  return keys as ApiKeyEntry[]; // each is checked by problemOf
}

function problemOf(entry: Partial<Record<keyof ApiKeyEntry, unknown>> | null): string | undefined {
  if (typeof entry !== 'object' || entry === null) return 'is not an object';
  if (typeof entry.name !== 'string' || entry.name === '') return 'has no name';
  if (typeof entry.sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(entry.sha256)) {
    return `"${entry.name}" has no sha256 of 64 hex digits`;
  }
  if (!isRole(entry.role))
    return `"${entry.name}" has the role ${JSON.stringify(entry.role)}, not one of ${ROLES.join(', ')}`;
  const { datasets } = entry;
  const isList = Array.isArray(datasets) && datasets.every((name) => typeof name === 'string');
  return datasets === undefined || isList ? undefined : `"${entry.name}" has datasets that are no list of names`;
}

function principalOf({ name, role, datasets }: ApiKeyEntry): Principal {
  return { name, role, ...(datasets ? { datasets } : {}) };
}

function invalid(path: string, why: string): SluiceError {
  return new SluiceError('CONFIG_INVALID', `reading the API keys of ${path}: ${why}`, { context: { path } });
}
