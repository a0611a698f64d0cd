import { Injectable } from '@nestjs/common';
import {
  Aggregator,
  type BucketRoute,
  BucketStore,
  type KeptBuckets,
  planAggregate,
  planSeries,
  routeOverBuckets,
  SeriesReader,
  type SeriesRequest,
} from '@sluice/storage';
import { dropOldest } from '../drop-oldest.js';
import { KnownDatasets } from '../known-datasets.js';
import { SlowQueries } from '../manage/slow-queries.js';
import { QueryMetrics } from '../query-metrics.js';
import type { AggregateQuestion } from './aggregate-request.js';

const NONE_FOR_MS = 1_000;
const KEPT = 256;

/** Aggregates and series of datasets, as JSON text. */
@Injectable()
export class Aggregates {
  /** Datasets without buckets, until when that is believed. */
  private readonly without = new Map<string, number>();

  /** @param maxLagMs buckets that are further behind are not used */
  constructor(
    private readonly known: KnownDatasets,
    private readonly aggregator: Aggregator,
    private readonly reader: SeriesReader,
    private readonly slow: SlowQueries,
    private readonly buckets: BucketStore,
    private readonly metrics: QueryMetrics,
    private readonly maxLagMs: number,
  ) {}

  async aggregate(name: string, request: AggregateQuestion, signal: AbortSignal): Promise<Buffer> {
    const plan = await this.known.recall(name, ({ fields }) => planAggregate(name, fields, request));
    const declared = request.buckets === 'none' ? [] : await this.declared(name);
    const since = Date.now() - this.maxLagMs;
    const route =
      declared.length === 0
        ? undefined
        : await this.known.recall(name, ({ fields }) =>
            routeOverBuckets(plan, request.filters, fields, declared, since),
          );
    return this.slow.watch(name, request, async () => {
      const answer = route && (await this.overBuckets(plan, route, signal));
      if (declared.length > 0) this.metrics.aggregates.inc({ dataset: name, over: answer ? 'buckets' : 'records' });
      return answer ?? this.aggregator.run(plan, { signal });
    });
  }

  async series(name: string, request: SeriesRequest, signal: AbortSignal): Promise<Buffer> {
    const plan = await this.known.recall(name, ({ fields }) => planSeries(name, fields, request));
    return this.slow.watch(name, request, () => this.reader.read(plan, { signal }));
  }

  /** Undefined where the buckets were dropped or built anew in between. */
  private async overBuckets(
    plan: ReturnType<typeof planAggregate>,
    route: BucketRoute,
    signal: AbortSignal,
  ): Promise<Buffer | undefined> {
    const answer = await this.aggregator.runOverBuckets(plan, route, { signal });
    return (await this.buckets.holds(route.kept)) ? answer : undefined;
  }

  /** What is kept is asked each time, since what is dirty changes; that there is nothing is believed for a second. */
  private async declared(name: string): Promise<readonly KeptBuckets[]> {
    const now = performance.now();
    if ((this.without.get(name) ?? 0) > now) return [];
    const found = await this.buckets.list(name);
    this.without.delete(name);
    if (found.length === 0) this.without.set(name, now + NONE_FOR_MS);
    dropOldest(this.without, KEPT);
    return found;
  }
}

/** What Nest provides of the parts of {@link Aggregates}. */
export type AggregatesParts = ConstructorParameters<typeof Aggregates> extends [...infer P, number] ? P : never;
