import { setFlagsFromString } from 'node:v8';

// By default V8's young generation takes up to 48 MB, and the old one may double before it is collected. Kept small they
// cost a page or an export less memory, and less time too, as they stay in the caches of the processor. This comes before
// the app is loaded, because loading it makes the heap grow.
setFlagsFromString('--semi-space-growth-factor=1'); // stays at the 1 MB that it starts with
setFlagsFromString('--heap-growing-percent=20');

await import('./run.js');
