import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { setMaxListeners } from 'node:events';
import { KafkaConnection, listTopics, RecordProducer, SchemaStore } from '@sluice/kafka';
import type { CompiledSchema } from '@sluice/schema';
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
    private readonly schemas: SchemaStore,
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

  /**
   * The way to a topic and the schema that its newest records have, if any: records over HTTP must match it too.
   * @throws SluiceError TOPIC_INVALID, TOPIC_UNKNOWN, BROKER_UNAVAILABLE, SCHEMA_REGISTRY_UNAVAILABLE
   */
  async open(topic: string): Promise<{ target: Target; schema: CompiledSchema | undefined }> {
    await this.topics.open(topic);
    const { producer } = this;
    const schema = await this.schemas.latest(topic);
    if (schema === undefined) return { target: { producer, topic, prefix: Buffer.alloc(0), headers: {} }, schema };
    const { prefix, headers } = await this.schemas.publish(topic, schema.source);
    return { target: { producer, topic, prefix, headers }, schema };
  }

  count(topic: string, produced: number, rejected: number): void {
    this.produced.inc({ topic }, produced);
    this.rejected.inc({ topic }, rejected);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.producer.close();
    this.stopping.abort();
    await this.schemas.close();
    await this.connection.close();
  }

  private async check(): Promise<Record<string, unknown>> {
    const topics = await listTopics(this.connection);
    return { topics: topics.length };
  }
}
