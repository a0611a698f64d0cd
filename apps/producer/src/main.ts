import { bootstrap } from '@sluice/runtime';
import { producerSpec } from './producer.app.js';

await bootstrap(producerSpec);
