import { Injectable } from '@nestjs/common';
import { latestOrder, LatestReader, type LatestRequest, planLatest } from '@sluice/storage';
import { KnownDatasets } from '../known-datasets.js';
import { SlowQueries } from '../manage/slow-queries.js';
import { QueryMetrics } from '../query-metrics.js';

/** The latest records of the keys of datasets. */
@Injectable()
export class Latest {
  constructor(
    private readonly known: KnownDatasets,
    private readonly reader: LatestReader,
    private readonly slow: SlowQueries,
    private readonly metrics: QueryMetrics,
  ) {}

  /** JSON text of a page. */
  async page(name: string, request: LatestRequest, signal: AbortSignal): Promise<Buffer> {
    const plan = await this.known.recall(name, ({ fields }) => planLatest(name, fields, request));
    const asked = { filters: [], sort: latestOrder(plan.by.name) };
    const { json, count } = await this.slow.watch(name, asked, () => this.reader.page(plan, { signal }));
    this.metrics.recordsReturned.inc({ dataset: name }, count);
    return json;
  }
}
