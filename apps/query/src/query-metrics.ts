import { Injectable } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Metrics, type MetricSpec } from '@sluice/runtime';

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
} as const satisfies Record<string, MetricSpec>;

@Injectable()
export class QueryMetrics {
  readonly requestSeconds;
  readonly recordsReturned;

  constructor(metrics: Metrics) {
    this.requestSeconds = metrics.histogram(queryMetrics.requestSeconds);
    this.recordsReturned = metrics.counter(queryMetrics.recordsReturned);
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
