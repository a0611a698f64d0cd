import { KafkaBatchTransport } from '@sluice/kafka';
import { bootstrap } from '@sluice/runtime';
import { consumerGroups } from './consumer.config.js';
import { ConsumerModule } from './consumer.module.js';

await bootstrap({
  app: 'consumer',
  port: 3002,
  title: 'Sluice consumer',
  description: 'Runs connectors: topics into stores, with progress, counts and dead letters.',
  settings: consumerGroups,
  module: (values, runtime) => ConsumerModule.of(values, runtime),
  microservice: (app) => ({ strategy: app.get(KafkaBatchTransport) }),
});
