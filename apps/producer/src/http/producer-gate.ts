import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { setMaxListeners } from 'node:events';
import { KafkaConnection, listTopics, RecordProducer } from '@sluice/kafka';
import { HealthChecks, Metrics, type MetricSpec } from '@sluice/runtime';
import type { Counter } from 'prom-client';
import type { Target } from '../produce/dispatcher.js';
import { Topics } from './topics.js';

export const producerMetrics = {
  produced: {
    name: 'sluice_records_produced_total',
    kind: 'counter',
    help: 'Records received over HTTP that the broker has acknowledged.',
    labels: ['topic'],
  },
  rejected: {
    name: 'sluice_records_rejected_total',
    kind: 'counter',
    help: 'Records received over HTTP that were refused.',
    labels: ['topic'],
  },
} as const satisfies Record<string, MetricSpec>;

/** The way of HTTP records to Kafka: topics, the shared producer, and an orderly end. */
@Injectable()
export class ProducerGate implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly produced: Counter;
  private readonly rejected: Counter;
  private readonly topics: Topics;

  constructor(
    private readonly connection: KafkaConnection,
    private readonly producer: RecordProducer,
    private readonly options: {
      readonly createTopics: boolean;
      readonly checks: HealthChecks;
      readonly metrics: Metrics;
    },
  ) {
    setMaxListeners(0, this.stopping.signal);
    this.topics = new Topics(connection, options.createTopics);
    this.produced = options.metrics.counter(producerMetrics.produced);
    this.rejected = options.metrics.counter(producerMetrics.rejected);
    options.checks.register({ name: 'broker', kind: 'ready', check: () => this.check() });
  }

  /** Aborted when the process ends: requests then stop waiting for acknowledgements. */
  get closing(): AbortSignal {
    return this.stopping.signal;
  }

  /** @throws SluiceError TOPIC_INVALID, TOPIC_UNKNOWN, BROKER_UNAVAILABLE */
  async open(topic: string): Promise<Target> {
    await this.topics.open(topic);
    return { producer: this.producer, topic, prefix: Buffer.alloc(0), headers: {} };
  }

  count(topic: string, produced: number, rejected: number): void {
    this.produced.inc({ topic }, produced);
    this.rejected.inc({ topic }, rejected);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.producer.close();
    this.stopping.abort();
    await this.connection.close();
  }

  private async check(): Promise<Record<string, unknown>> {
    const topics = await listTopics(this.connection);
    return { topics: topics.length };
  }
}
