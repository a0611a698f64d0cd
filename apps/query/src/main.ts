import { setFlagsFromString } from 'node:v8';

// Loading the app makes V8's heap grow far beyond what an idle app needs, and it hardly shrinks. Kept small meanwhile, it
// saves 25 MB for as long as the app runs. Then it may grow with the work: kept small for good, it saves exports another
// 25 MB, but halves the rate of small pages.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=20');
await import('./run.js');
setFlagsFromString('--semi-space-growth-factor=2');
setFlagsFromString('--heap-growing-percent=0');
