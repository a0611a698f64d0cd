import { bootstrap } from '@sluice/runtime';
import { streamBodies } from './http/stream-bodies.js';
import { producerGroups } from './producer.config.js';
import { ProducerModule } from './producer.module.js';

await bootstrap({
  app: 'producer',
  port: 3001,
  title: 'Sluice producer',
  description: 'Takes records over HTTP and writes them to topics, answering after the acknowledgement of the broker.',
  settings: producerGroups,
  module: (values, runtime) => ProducerModule.of(values, runtime),
  configure: streamBodies,
});
