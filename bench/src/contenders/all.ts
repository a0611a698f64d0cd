import { connectSink } from './connect-sink.js';
import type { Contender } from './contender.js';
import { ceiling, kafkajsInsertMany, nestCreate, nestInsertMany } from './node-program.js';
import { python } from './python.js';
import { sluice } from './sluice.js';

/** In the order in which they run in each round. */
export const CONTENDERS: readonly Contender[] = [
  sluice,
  connectSink,
  python,
  nestCreate,
  nestInsertMany,
  kafkajsInsertMany,
  ceiling,
];
