import { Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { type CompiledSchema, compileSchema } from '@sluice/schema';
import { DatasetCatalog, type DatasetEntry, QueryFields } from '@sluice/storage';
import { dropOldest } from './drop-oldest.js';

/** A dataset of the catalogue with its fields. */
export interface KnownDataset {
  readonly entry: DatasetEntry;
  readonly fields: QueryFields;
}

interface Kept {
  readonly until: number;
  readonly dataset: Promise<KnownDataset>;
}

const FRESH_MS = 1_000;
const KEPT = 256;

/** What the catalogue knows, kept for a second, so that a page costs one question to MongoDB and not two. */
@Injectable()
export class KnownDatasets {
  private readonly kept = new Map<string, Kept>();
  private readonly schemas = new Map<string, CompiledSchema>();

  constructor(private readonly catalog: DatasetCatalog) {}

  async list(): Promise<KnownDataset[]> {
    return (await this.catalog.list()).map((entry) => this.withFields(entry));
  }

  /** @throws SluiceError DATASET_UNKNOWN */
  async find(name: string): Promise<KnownDataset> {
    const found = await this.catalog.find(name);
    if (found) return this.withFields(found);
    throw new SluiceError('DATASET_UNKNOWN', `looking up dataset "${name}"`, { context: { dataset: name } });
  }

  /**
   * Makes something of a dataset by what was known of it within the last second; where that fails, by what is known
   * now, since a field may be new.
   */
  async recall<T>(name: string, make: (dataset: KnownDataset) => T): Promise<T> {
    const kept = this.kept.get(name);
    if (kept !== undefined && kept.until > performance.now()) {
      try {
        return make(await kept.dataset);
      } catch {
        // What is known now decides.
      }
    }
    return make(await this.learn(name));
  }

  /** Lets go of what was known of a dataset that has changed its name or is gone. */
  forget(name: string): void {
    this.kept.delete(name);
  }

  private async learn(name: string): Promise<KnownDataset> {
    const dataset = this.find(name);
    keep(this.kept, name, { until: performance.now() + FRESH_MS, dataset });
    try {
      return await dataset;
    } catch (error) {
      this.kept.delete(name);
      throw error;
    }
  }

  private withFields(entry: DatasetEntry): KnownDataset {
    return { entry, fields: new QueryFields(entry, this.schemaOf(entry)) };
  }

  private schemaOf({ fingerprint, schemaText }: DatasetEntry): CompiledSchema | undefined {
    if (fingerprint === undefined || schemaText === undefined) return undefined;
    const known = this.schemas.get(fingerprint);
    if (known) return known;
    const schema = compileSchema(JSON.parse(schemaText) as Record<string, unknown>); // the catalogue holds object schemas
    keep(this.schemas, fingerprint, schema);
    return schema;
  }
}

/** Sets an entry and drops the oldest ones beyond the bound. */
function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  dropOldest(map, KEPT);
}
