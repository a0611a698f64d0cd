import { bootstrap } from '@sluice/runtime';
import { consumerApp } from './consumer.module.js';

await bootstrap(consumerApp);
