import { Injectable } from '@nestjs/common';
import {
  type AggregateRequest,
  Aggregator,
  planAggregate,
  planSeries,
  SeriesReader,
  type SeriesRequest,
} from '@sluice/storage';
import { KnownDatasets } from '../known-datasets.js';
import { SlowQueries } from '../manage/slow-queries.js';

/** Aggregates and series of datasets, as JSON text. */
@Injectable()
export class Aggregates {
  constructor(
    private readonly known: KnownDatasets,
    private readonly aggregator: Aggregator,
    private readonly reader: SeriesReader,
    private readonly slow: SlowQueries,
  ) {}

  async aggregate(name: string, request: AggregateRequest, signal: AbortSignal): Promise<Buffer> {
    const plan = await this.known.recall(name, ({ fields }) => planAggregate(name, fields, request));
    return this.slow.watch(name, request, () => this.aggregator.run(plan, { signal }));
  }

  async series(name: string, request: SeriesRequest, signal: AbortSignal): Promise<Buffer> {
    const plan = await this.known.recall(name, ({ fields }) => planSeries(name, fields, request));
    return this.slow.watch(name, request, () => this.reader.read(plan, { signal }));
  }
}
