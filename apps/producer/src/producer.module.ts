import { type DynamicModule, Module } from '@nestjs/common';
import { connectKafka, RecordProducer, schemaStoreFor } from '@sluice/kafka';
import { type AppSpec, HealthChecks, Metrics, type Runtime } from '@sluice/runtime';
import { ProducerGate } from './http/producer-gate.js';
import { RecordIntake } from './http/record-intake.js';
import { RecordsController } from './http/records.controller.js';
import { streamBodies } from './http/stream-bodies.js';
import { producerGroups, type ProducerValues } from './producer.config.js';

@Module({})
export class ProducerModule {
  /** Connects to Kafka; a broker that is away is waited for by the requests, wrong credentials stop the start. */
  static async of(values: ProducerValues, { logger }: Runtime): Promise<DynamicModule> {
    const connection = connectKafka(values, { debug: (facts, message) => logger.debug(message, facts, 'kafka') });
    const deliveryTimeoutMs = values.PRODUCER_ACK_TIMEOUT_MS;
    const producer = await RecordProducer.open(connection, { deliveryTimeoutMs });
    const schemas = schemaStoreFor(values, connection);
    return {
      module: ProducerModule,
      controllers: [RecordsController],
      providers: [
        {
          provide: ProducerGate,
          inject: [HealthChecks, Metrics],
          useFactory: (checks: HealthChecks, metrics: Metrics) =>
            new ProducerGate(connection, producer, schemas, {
              createTopics: values.PRODUCER_CREATE_TOPICS,
              checks,
              metrics,
            }),
        },
        {
          provide: RecordIntake,
          inject: [ProducerGate],
          useFactory: (gate: ProducerGate) =>
            new RecordIntake(gate, {
              bodyBytes: values.PRODUCER_BODY_LIMIT_BYTES,
              recordBytes: values.PRODUCER_RECORD_LIMIT_BYTES,
              bufferBytes: values.PRODUCER_BUFFER_BYTES,
              pace: { graceMs: values.PRODUCER_BODY_GRACE_MS, bytesPerSecond: values.PRODUCER_BODY_BYTES_PER_SECOND },
            }),
        },
      ],
    };
  }
}

export const producerApp: AppSpec<typeof producerGroups> = {
  app: 'producer',
  port: 3001,
  title: 'Sluice producer',
  description: 'Takes records over HTTP and writes them to topics, answering after the acknowledgement of the broker.',
  settings: producerGroups,
  module: (values, runtime) => ProducerModule.of(values, runtime),
  configure: streamBodies,
};
