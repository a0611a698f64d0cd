import { bootstrap } from '@sluice/runtime';
import { producerApp } from './producer.module.js';

await bootstrap(producerApp);
