import { type DynamicModule, Module } from '@nestjs/common';
import { connectKafka, KafkaConnection, schemaStoreFor } from '@sluice/kafka';
import { KafkaBatchTransport } from '@sluice/kafka/consume';
import { type AppSpec, Metrics, type Runtime } from '@sluice/runtime';
import { MongodbSink } from '@sluice/sinks';
import { connectMongo, DatasetCatalog, DeadLetterLog, KeyQuarantine } from '@sluice/storage';
import { Connector } from './connector.js';
import { ConnectorMetrics, declareInstruments } from './connector-metrics.js';
import { Connectors } from './connectors.js';
import { ConnectorsController } from './connectors.controller.js';
import type { ConnectorConfig } from './connectors/connector-config.js';
import { loadConnectors } from './connectors/load-connectors.js';
import { consumerGroups, type ConsumerValues } from './consumer.config.js';
import { ConsumerHealth } from './consumer-health.js';
import { DeadLetters } from './delivery/dead-letters.js';
import { DeadLettersController } from './dead-letters/dead-letters.controller.js';
import { LetterDesk } from './dead-letters/letter-desk.js';
import { LetterReader } from './dead-letters/letter-reader.js';
import { ReplayProducer } from './dead-letters/replay-producer.js';
import { Pipeline } from './delivery/pipeline.js';
import { Quarantine } from './delivery/quarantine.js';
import { RecordReplay } from './replay/record-replay.js';
import { RecordReplayController } from './replay/record-replay.controller.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { Reconciliation } from './reconciliation/reconciliation.js';
import { StoreController } from './store.controller.js';

@Module({})
export class ConsumerModule {
  /** Reads the connectors, so that a mistake in one stops the start. Connects to nothing yet. */
  static async of(values: ConsumerValues, runtime: Runtime): Promise<DynamicModule> {
    const configs = await loadConnectors(values.CONSUMER_CONNECTORS_PATH, {
      mongodbUrl: values.MONGO_DB_URL,
      database: values.MONGO_DB_NAME,
    });
    const kafka = connectKafka(values, runtime.logger.pino);
    return {
      module: ConsumerModule,
      controllers: [
        StoreController,
        ConnectorsController,
        DeadLettersController,
        RecordReplayController,
        ReconciliationController,
      ],
      providers: [
        ConsumerHealth,
        LetterDesk,
        LetterReader,
        Reconciliation,
        RecordReplay,
        ReplayProducer,
        { provide: KafkaConnection, useValue: kafka },
        {
          provide: Connectors,
          inject: [Metrics],
          useFactory: (metrics: Metrics) => createConnectors(configs, values, kafka, metrics, runtime),
        },
        {
          provide: KafkaBatchTransport,
          inject: [Connectors],
          useFactory: (connectors: Connectors) =>
            new KafkaBatchTransport({
              connection: kafka,
              subscriptions: () => connectors.subscriptions(),
              onConsumer: (name, consumer) => connectors.attach(name, consumer),
              onFatal: (name, error) => connectors.fail(name, error),
            }),
        },
      ],
    };
  }
}

export const consumerApp: AppSpec<typeof consumerGroups> = {
  app: 'consumer',
  port: 3002,
  title: 'Sluice consumer',
  description: 'Runs connectors: topics into stores, with progress, counts and dead letters.',
  settings: consumerGroups,
  module: (values, runtime) => ConsumerModule.of(values, runtime),
  // What is posted here changes how the system works.
  roleOf: (method) => (method === 'GET' || method === 'HEAD' ? 'reader' : 'operator'),
  microservice: (app) => ({ strategy: app.get(KafkaBatchTransport) }),
};

function createConnectors(
  configs: readonly ConnectorConfig[],
  values: ConsumerValues,
  kafka: KafkaConnection,
  metrics: Metrics,
  runtime: Runtime,
): Connectors {
  const schemas = schemaStoreFor(values, kafka);
  const deadLetters = new DeadLetters(kafka);
  const instruments = declareInstruments(metrics);
  const connectors = configs.map((config) => {
    const appName = `sluice ${config.name}`;
    const mongo = connectMongo({ ...config.sink, appName, onFatal: runtime.stopFatally });
    const sink = new MongodbSink(config.name, config.sink, mongo, new DatasetCatalog(mongo));
    const counts = new ConnectorMetrics(config.name, instruments);
    const quarantine = config.quarantinesKeys ? new KeyQuarantine(mongo, config.name) : undefined;
    const pipeline = new Pipeline(config, sink, schemas, deadLetters, counts, quarantine && new Quarantine(quarantine));
    return new Connector(config, sink, counts, pipeline, new DeadLetterLog(mongo), quarantine);
  });
  const close = async (): Promise<void> => {
    await Promise.all([schemas.close(), deadLetters.close()]);
    await kafka.close();
  };
  return new Connectors(connectors, values, runtime.stopFatally, close);
}
