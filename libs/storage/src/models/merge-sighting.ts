import { type CompiledSchema, JsonType } from '@sluice/schema';
import type { ObservedField } from '../write/dataset-fields.js';
import type { DatasetDocument, DatasetField } from './dataset.model.js';

/** What a writer has seen of a dataset. */
export interface DatasetSighting {
  /** Name of the dataset and of its collection. */
  readonly name: string;
  readonly connector: string;
  readonly topic: string;
  readonly observed: readonly ObservedField[];
  /** Schema of the records, if they have one. */
  readonly schema?: CompiledSchema;
}

/** Made-up names must not let the entry outgrow the 16 MiB of a document, or the dataset could not be written at all. */
const MAX_FIELDS = 10_000;
/** Texts of schemas that are kept beside the newest, UTF-16 units: the entry must stay far below what a document may hold. */
const KEPT_TEXT = 2 * 1024 * 1024;

type Entry = Omit<DatasetDocument, '_id' | 'revision' | 'createdAt' | 'updatedAt'>;

/**
 * The entry with the sighting worked in; nothing known is forgotten, and beyond 10,000 fields no more are learnt. Answers
 * undefined where it brings nothing new.
 */
export function mergeSighting(entry: Entry | undefined, sighting: DatasetSighting, now: Date): Entry | undefined {
  const { schema } = sighting;
  const merged: Entry = {
    connector: sighting.connector,
    topics: union(entry?.topics ?? [], [sighting.topic]),
    fields: mergeFields(entry?.fields ?? [], sighting),
    ...schemaOf(entry, schema),
    schemaVersions: [...(entry?.schemaVersions ?? [])],
  };
  if (schema && !merged.schemaVersions.some(({ fingerprint }) => fingerprint === schema.fingerprint)) {
    const schemaText = JSON.stringify(schema.source);
    const kept = merged.schemaVersions.reduce((sum, version) => sum + (version.schemaText?.length ?? 0), 0);
    const isKept = kept + schemaText.length <= KEPT_TEXT;
    merged.schemaVersions.push({ fingerprint: schema.fingerprint, since: now, ...(isKept ? { schemaText } : {}) });
  }
  return entry !== undefined && sameEntry(entry, merged) ? undefined : merged;
}

function schemaOf(entry: Entry | undefined, schema: CompiledSchema | undefined): Partial<Entry> {
  if (schema) return { schemaText: JSON.stringify(schema.source), fingerprint: schema.fingerprint };
  if (entry?.schemaText === undefined || entry.fingerprint === undefined) return {};
  return { schemaText: entry.schemaText, fingerprint: entry.fingerprint };
}

function mergeFields(known: readonly DatasetField[], { observed, schema }: DatasetSighting): DatasetField[] {
  const fields = new Map(known.map((field) => [field.storedName, field]));
  for (const { name, storedName, types } of observed) {
    const before = fields.get(storedName);
    if (before === undefined && fields.size >= MAX_FIELDS) continue;
    const date = schema?.fields.get(name)?.date ?? before?.date;
    fields.set(storedName, {
      name,
      storedName,
      types: union(before?.types ?? [], jsonTypeNames(types)),
      ...(date === undefined ? {} : { date }),
    });
  }
  return [...fields.values()];
}

/** Names of the bits of a JsonType mask. */
export function jsonTypeNames(types: number): string[] {
  return Object.entries(JsonType).flatMap(([name, bit]) => ((types & bit) === 0 ? [] : name));
}

function union(some: readonly string[], others: readonly string[]): string[] {
  return [...new Set([...some, ...others])];
}

function sameEntry(a: Entry, b: Entry): boolean {
  return comparable(a) === comparable(b);
}

function comparable({ connector, topics, fields, fingerprint, schemaVersions }: Entry): string {
  const columns = fields.map(({ name, storedName, types, date }) => [name, storedName, types, date ?? null]);
  return JSON.stringify([
    connector,
    topics,
    columns,
    fingerprint,
    schemaVersions.map((version) => version.fingerprint),
  ]);
}
