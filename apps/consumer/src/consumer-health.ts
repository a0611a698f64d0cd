import { Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { HealthChecks, Metrics } from '@sluice/runtime';
import type { Connector } from './connector.js';
import { consumerMetrics } from './connector-metrics.js';
import { Connectors } from './connectors.js';

/** A poll older than this while connected means that fetching hangs. */
const POLL_MAX_AGE_MS = 60_000;

/** Registers what probes and scrapes see of the connectors. */
@Injectable()
export class ConsumerHealth {
  constructor(
    private readonly connectors: Connectors,
    checks: HealthChecks,
    metrics: Metrics,
  ) {
    for (const connector of connectors.all) {
      const { name } = connector.config;
      checks.register({ name: `connector ${name}`, kind: 'ready', check: () => this.connector(connector) });
      checks.register({ name: `sink of ${name}`, kind: 'ready', check: () => sinkAnswers(connector) });
    }
    metrics.gauge(consumerMetrics.lag, (gauge) => this.eachPartition((labels, lag) => gauge.set(labels, lag)));
    metrics.gauge(consumerMetrics.circuitOpen, (gauge) => {
      for (const { config, circuits } of this.connectors.all) {
        for (const [step, { state }] of circuits) {
          gauge.set({ connector: config.name, step }, state === 'closed' ? 0 : 1);
        }
      }
    });
    metrics.gauge(consumerMetrics.bytesInFlight, (gauge) => {
      for (const { config, consumer } of this.connectors.all) {
        gauge.set({ connector: config.name }, consumer?.bytesInFlight ?? 0);
      }
    });
  }

  private connector({ consumer, failure, metrics, lag }: Connector): Promise<Record<string, unknown>> {
    const trouble = failure ?? consumer?.trouble ?? metrics.trouble;
    if (trouble) throw trouble;
    const age = consumer?.lastPollAt === undefined ? undefined : performance.now() - consumer.lastPollAt;
    if (age !== undefined && age > POLL_MAX_AGE_MS && (consumer?.bytesInFlight ?? 0) === 0) {
      throw new SluiceError('BROKER_UNAVAILABLE', `polling: the last answer is ${Math.round(age / 1000)} s old`);
    }
    return Promise.resolve({ assignedPartitions: consumer?.assigned.length ?? 0, lastPollAgeMs: age, lag });
  }

  private eachPartition(visit: (labels: Record<string, string>, lag: number) => void): void {
    for (const { config, consumer } of this.connectors.all) {
      for (const { topic, partition, highWatermark, committed } of consumer?.progress.values() ?? []) {
        if (highWatermark === undefined) continue;
        const labels = { connector: config.name, topic, partition: String(partition) };
        visit(labels, highWatermark - (committed ?? highWatermark));
      }
    }
  }
}

async function sinkAnswers({ sink }: Connector): Promise<Record<string, unknown>> {
  await sink.check();
  return {};
}
