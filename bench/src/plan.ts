import { SluiceError } from '@sluice/contracts';
import { readSettings, settings } from '@sluice/settings';
import { DATASET_NAMES, type DatasetName } from './datasets.js';

export const PARTS = ['consume', 'memory', 'produce', 'latency', 'query', 'explore'] as const;
export type Part = (typeof PARTS)[number];

const benchSettings = settings({
  BENCH_QUICK: {
    type: 'boolean',
    default: false,
    alias: ['QUICK'],
    help: 'Fewer records and rounds: done in minutes; RESULTS.md stays as it is.',
  },
  BENCH_ROUNDS: { type: 'integer', min: 1, help: 'Rounds; each contender runs once in each.' },
  BENCH_RECORDS: { type: 'integer', min: 1_000, help: 'Records of each data set, in place of the usual number.' },
  BENCH_PARTS: { type: 'list', default: PARTS, help: 'What to measure.' },
  BENCH_DATASETS: { type: 'list', default: DATASET_NAMES, help: 'Data sets.' },
  BENCH_CONTENDERS: { type: 'list', example: 'sluice,connect', help: 'Contenders on the consume side; otherwise all.' },
});

/** What one run of the benchmark does. */
export interface Plan {
  readonly isQuick: boolean;
  /** Nothing was narrowed by hand, so the results may be kept. */
  readonly isWhole: boolean;
  readonly rounds: number;
  readonly parts: ReadonlySet<string>;
  readonly datasets: readonly DatasetName[];
  /** Undefined: all. */
  readonly contenders: ReadonlySet<string> | undefined;
  /** Records in the topic of a data set. */
  readonly records: Readonly<Record<DatasetName, number>>;
  /** Records after which a contender that stores one at a time is stopped. */
  readonly slowRecords: number;
  readonly produceRows: number;
  readonly latencySeconds: number;
  readonly querySeconds: number;
  readonly memoryRecords: number;
}

// Multiples of 5,000, the batch of the document's consumer: an incomplete last batch would cost it a second of waiting.
const FULL = { wide: 200_000, small: 2_000_000, nested: 300_000 };
const QUICK = { wide: 40_000, small: 500_000, nested: 60_000 };

function assertKnown(setting: string, given: readonly string[], known: readonly string[]): void {
  const strange = given.filter((name) => !known.includes(name));
  if (strange.length === 0) return;
  const why = `${setting} takes ${known.join(', ')}, not ${strange.join(', ')}`;
  throw new SluiceError('CONFIG_INVALID', `reading the benchmark: ${why}`);
}

/** Reads the plan from the environment. Throws CONFIG_INVALID. */
export function readPlan(environment: NodeJS.ProcessEnv): Plan {
  const values = readSettings([benchSettings], environment, { what: 'the benchmark' });
  const isQuick = values.BENCH_QUICK;
  assertKnown('BENCH_PARTS', values.BENCH_PARTS, PARTS);
  assertKnown('BENCH_DATASETS', values.BENCH_DATASETS, DATASET_NAMES);
  const { BENCH_RECORDS: given } = values;
  const usual = isQuick ? QUICK : FULL;
  return {
    isQuick,
    isWhole:
      !isQuick &&
      given === undefined &&
      values.BENCH_CONTENDERS === undefined &&
      values.BENCH_PARTS.length === PARTS.length &&
      values.BENCH_DATASETS.length === DATASET_NAMES.length,
    rounds: values.BENCH_ROUNDS ?? (isQuick ? 1 : 3),
    parts: new Set(values.BENCH_PARTS),
    datasets: DATASET_NAMES.filter((name) => values.BENCH_DATASETS.includes(name)),
    contenders: values.BENCH_CONTENDERS && new Set(values.BENCH_CONTENDERS),
    records: given === undefined ? usual : { wide: given, small: given, nested: given },
    slowRecords: isQuick || given !== undefined ? 1_000 : 5_000,
    produceRows: given ?? (isQuick ? 20_000 : 60_000),
    latencySeconds: isQuick ? 5 : 20,
    querySeconds: isQuick ? 3 : 10,
    memoryRecords: given ?? (isQuick ? 500_000 : 5_000_000),
  };
}
