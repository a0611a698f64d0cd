import { Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { BucketStore, DatasetCollections, DatasetIndexes } from '@sluice/storage';
import { KnownDatasets } from '../known-datasets.js';
import type { RetentionDto, SchemaHistoryDto } from './manage.dto.js';
import type { RetentionRequest } from './manage-request.js';
import { invalid } from '../request/parameters.js';

const NAME = /^(?!system\.)[A-Za-z0-9][\w.-]{0,119}$/;

/** What changes datasets as a whole. */
@Injectable()
export class DatasetManagement {
  constructor(
    private readonly known: KnownDatasets,
    private readonly indexes: DatasetIndexes,
    private readonly collections: DatasetCollections,
    private readonly buckets: BucketStore,
  ) {}

  async schemas(name: string): Promise<SchemaHistoryDto> {
    const { entry } = await this.known.find(name);
    const data = entry.schemaVersions.map(({ fingerprint, since, schemaText }) => {
      const isCurrent = fingerprint === entry.fingerprint;
      const text = schemaText ?? (isCurrent ? entry.schemaText : undefined);
      const schema = text === undefined ? {} : { schema: JSON.parse(text) as unknown };
      return { fingerprint, since: since.toISOString(), isCurrent, ...schema };
    });
    return { data };
  }

  async retention(name: string): Promise<RetentionDto> {
    await this.known.find(name);
    return { seconds: (await this.indexes.retention(name)) ?? null };
  }

  async retain(name: string, { seconds, confirm }: RetentionRequest): Promise<RetentionDto> {
    await this.known.find(name);
    if (seconds === undefined) throw invalid('seconds', 'a whole number of seconds', '31536000');
    confirmed(name, confirm);
    await this.indexes.retain(name, seconds);
    return { seconds };
  }

  async keep(name: string): Promise<void> {
    await this.known.find(name);
    await this.indexes.retain(name, undefined);
  }

  /** @param mayReach whether the caller was given a name */
  async rename(name: string, to: string | undefined, mayReach: (name: string) => boolean): Promise<void> {
    await this.known.find(name);
    if (to === undefined || !NAME.test(to)) {
      throw invalid('to', 'a name of letters, digits, ".", "_" and "-", at most 120,', `${name.slice(0, 100)}-2`);
    }
    if (!mayReach(to)) {
      throw new SluiceError('ACCESS_DENIED', `renaming dataset ${name}: the caller was not given "${to}"`, {
        context: { dataset: to },
      });
    }
    const declared = await this.buckets.list(name);
    await this.collections.rename(name, to);
    this.known.forget(name);
    for (const one of declared) await this.buckets.declare(to, one);
    await this.buckets.dropAll(name);
  }

  async drop(name: string, confirm: string | undefined): Promise<void> {
    await this.known.find(name);
    confirmed(name, confirm);
    await this.collections.drop(name);
    this.known.forget(name);
    await this.buckets.dropAll(name);
  }
}

function confirmed(name: string, confirm: string | undefined): void {
  if (confirm !== name) throw invalid('confirm', 'the name of the dataset once more', name);
}
