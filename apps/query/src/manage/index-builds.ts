import { Injectable } from '@nestjs/common';
import { DatasetIndexes, type IndexRequest, planIndex } from '@sluice/storage';
import { KnownDatasets } from '../known-datasets.js';
import type { BuiltIndexDto, IndexListDto } from './manage.dto.js';
import { SlowQueries } from './slow-queries.js';

/** How long a request waits for an index to be ready; the build goes on behind it. */
const PATIENCE_MS = 5_000;

/** The indexes of datasets, those under way among them. */
@Injectable()
export class IndexBuilds {
  private readonly building = new Map<string, Set<string>>();

  constructor(
    private readonly known: KnownDatasets,
    private readonly indexes: DatasetIndexes,
    private readonly slow: SlowQueries,
  ) {}

  async list(name: string): Promise<IndexListDto> {
    await this.known.find(name);
    const data = await this.indexes.list(name);
    return { data: [...data], building: [...(this.building.get(name) ?? [])], advice: this.slow.of(name) };
  }

  async build(name: string, request: IndexRequest): Promise<BuiltIndexDto> {
    const keys = await this.known.recall(name, ({ fields }) => planIndex(fields, request));
    const shown = [...keys].map(([path, direction]) => (direction === 1 ? path : `-${path}`)).join();
    const under = this.building.get(name) ?? new Set();
    this.building.set(name, under.add(shown));
    const built = this.indexes.build(name, keys).finally(() => {
      under.delete(shown);
      if (under.size === 0) this.building.delete(name);
    });
    // Where nobody waits any more the failure is seen in that the index is not there.
    built.catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<undefined>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS, undefined)));
    const ready = await Promise.race([built, patience]).finally(() => clearTimeout(timer));
    return ready === undefined ? { state: 'building' } : { name: ready, state: 'ready' };
  }

  async drop(name: string, index: string): Promise<void> {
    await this.known.find(name);
    await this.indexes.drop(name, index);
  }
}
