import { Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Metrics, type MetricSpec } from '@sluice/runtime';
import type { BucketProgress } from '@sluice/storage';

/** Metrics of the query app. */
export const queryMetrics = {
  requestSeconds: {
    name: 'sluice_http_request_seconds',
    kind: 'histogram',
    help: 'Seconds from a request until its reply is sent; its count is the number of requests.',
    labels: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  recordsReturned: {
    name: 'sluice_records_returned_total',
    kind: 'counter',
    help: 'Records sent in replies.',
    labels: ['dataset'],
  },
  bucketsBehind: {
    name: 'sluice_buckets_behind_seconds',
    kind: 'gauge',
    help: 'How far buckets are behind what is stored; of those that this process keeps.',
    labels: ['dataset', 'buckets'],
  },
  bucketRecords: {
    name: 'sluice_bucket_records_total',
    kind: 'counter',
    help: 'Records that this process read to compute buckets, anew where they changed.',
    labels: ['dataset'],
  },
  bucketSeconds: {
    name: 'sluice_bucket_slice_seconds',
    kind: 'histogram',
    help: 'Seconds for computing a slice of buckets and storing it.',
    labels: ['dataset'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  },
  bucketRebuilds: {
    name: 'sluice_bucket_rebuilds_total',
    kind: 'counter',
    help: 'How often this process began to build buckets from nothing.',
    labels: ['dataset'],
  },
  bucketTroubles: {
    name: 'sluice_bucket_troubles_total',
    kind: 'counter',
    help: 'How often keeping buckets was interrupted or given up; the log says why.',
    labels: ['dataset'],
  },
  aggregates: {
    name: 'sluice_aggregates_total',
    kind: 'counter',
    help: 'Aggregates answered of datasets with buckets, by what they were computed over: buckets or records.',
    labels: ['dataset', 'over'],
  },
} as const satisfies Record<string, MetricSpec>;

@Injectable()
export class QueryMetrics {
  readonly requestSeconds;
  readonly recordsReturned;
  readonly bucketRecords;
  readonly bucketSeconds;
  readonly bucketRebuilds;
  readonly bucketTroubles;
  readonly aggregates;

  constructor(private readonly metrics: Metrics) {
    this.requestSeconds = metrics.histogram(queryMetrics.requestSeconds);
    this.recordsReturned = metrics.counter(queryMetrics.recordsReturned);
    this.bucketRecords = metrics.counter(queryMetrics.bucketRecords);
    this.bucketSeconds = metrics.histogram(queryMetrics.bucketSeconds);
    this.bucketRebuilds = metrics.counter(queryMetrics.bucketRebuilds);
    this.bucketTroubles = metrics.counter(queryMetrics.bucketTroubles);
    this.aggregates = metrics.counter(queryMetrics.aggregates);
  }

  /** Tells at each scrape how far buckets are behind. */
  tellBehind(progress: () => readonly BucketProgress[]): void {
    this.metrics.gauge(queryMetrics.bucketsBehind, (gauge) => {
      gauge.reset();
      for (const { dataset, name, behindSeconds } of progress()) {
        if (!Number.isNaN(behindSeconds)) gauge.set({ dataset, buckets: name }, behindSeconds);
      }
    });
  }
}

/** Counts and times every request by its route, which has few values, and not by its path. */
export function observeRequests(app: NestFastifyApplication): void {
  const { requestSeconds } = app.get(QueryMetrics);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode };
    requestSeconds.observe(labels, reply.elapsedTime / 1_000);
    done();
  });
}
