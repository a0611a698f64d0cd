import { bootstrap } from '@sluice/runtime';
import { queryApp } from './query.module.js';

await bootstrap(queryApp);
