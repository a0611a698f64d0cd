import { SluiceError } from '@sluice/contracts';
import { compileSchema } from '@sluice/schema';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import type { Cell, Dataset, GenerateOptions } from '../generate/dataset.js';
import { schemaOf } from '../generate/dataset.js';
import { DATASETS, DEFAULTS, take } from '../generate/datasets.js';
import { sendRows } from '../generate/send-rows.js';
import { writeRows } from '../generate/write-file.js';
import { interruptible } from './interruptible.js';
import { openOutlet } from './outlet.js';
import { positiveInteger } from './produce-options.js';

interface GenerateFlags {
  readonly count?: number;
  readonly rate?: number;
  readonly seed: number;
  readonly format: 'csv' | 'ndjson';
  readonly out?: string;
  readonly topic?: string;
  readonly start?: number;
  readonly sources?: number;
  readonly partitions?: number;
  readonly late: number;
  readonly duplicate: number;
  readonly outOfOrder: number;
  readonly dropOut: number;
  readonly json?: true;
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly bootstrapServers?: string;
}

/** First instant where neither --start nor a live --rate says another, so that a seed gives the same bytes always. */
const DEFAULT_START = Date.UTC(2026, 0, 1);

const EXAMPLES = `
Examples:
  $ sluice generate scania --out sample_data/sensor/training.csv     171 columns, 60,000 rows
  $ sluice generate clickstream --topic test --rate 100               100 events a second until Ctrl-C
  $ sluice generate sensors --count 1000 --format ndjson --late 0.01 --duplicate 0.01 --drop-out 0.01

The same seed gives the same rows. With --rate timestamps begin now, otherwise at 2026-01-01T00:00:00Z.`;

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('It must be between 0 and 1.');
  return value;
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

function instant(text: string): number {
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw new InvalidArgumentError('It must be a date-time such as 2026-01-01T00:00:00Z.');
  return value;
}

function integer(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Adds `sluice generate` to the program. */
export function registerGenerateCommand(program: Command): void {
  program
    .command('generate')
    .summary('make data in the shape of vehicle sensors, web clicks or waveforms')
    .description('Makes rows and writes them to a file, to standard output or to a topic.')
    .addArgument(new Argument('<dataset>', 'what to make').choices(Object.keys(DATASETS)))
    .option(
      '--count <rows>',
      'rows to make; endless with --rate and --topic, else scania 60,000, others 10,000',
      positiveInteger,
    )
    .option('--rate <rows>', 'rows a second; as fast as possible where absent', positiveNumber)
    .option('--seed <number>', 'the same seed gives the same rows', integer, 1)
    .addOption(new Option('--format <format>', 'text to write').choices(['csv', 'ndjson']).default('csv'))
    .option('--out <file>', 'file to write; standard output where absent')
    .option('--topic <name>', 'topic to send JSON records to')
    .option('--start <instant>', 'timestamp of the first row', instant)
    .option('--sources <count>', 'sensors or users that rows come from', positiveInteger)
    .option('--late <share>', 'share of rows that come 10 to 99 rows late (sensors)', share, 0)
    .option('--duplicate <share>', 'share of rows that come twice (sensors)', share, 0)
    .option('--out-of-order <share>', 'share of rows that change places with the next (sensors)', share, 0)
    .option('--drop-out <share>', 'share of rows that never come (sensors)', share, 0)
    .option('--partitions <count>', 'partitions of a topic that does not exist yet', positiveInteger)
    .addOption(
      new Option('--compression <codec>', 'compression of batches')
        .choices(['none', 'gzip', 'snappy', 'lz4', 'zstd'])
        .default('zstd'),
    )
    .option('--bootstrap-servers <list>', 'brokers; otherwise KAFKA_BOOTSTRAP_SERVERS or BOOTSTRAP_SERVER')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, flags: GenerateFlags) => {
      process.exitCode = await generate(name, flags);
    });
}

async function generate(name: string, flags: GenerateFlags): Promise<number> {
  const dataset = DATASETS[name];
  const defaults = DEFAULTS[name];
  if (dataset === undefined || defaults === undefined) throw new RangeError(`no dataset ${name}`);
  const options: GenerateOptions = {
    ...flags,
    start: flags.start ?? (flags.rate === undefined ? DEFAULT_START : Date.now()),
    stepMs: stepOf(flags, defaults),
    sources: flags.sources ?? defaults.sources,
  };
  const isEndless = flags.count === undefined && flags.rate !== undefined && flags.topic !== undefined;
  const rows = dataset.rows(options);
  const limited = isEndless ? rows : take(rows, flags.count ?? defaults.count);
  return flags.topic === undefined ? toFile(dataset, limited, flags) : toTopic(dataset, limited, flags.topic, flags);
}

/** With a rate, event time runs as fast as the rows come. */
function stepOf(flags: GenerateFlags, defaults: { sources: number; stepMs: number }): number {
  if (flags.rate === undefined) return defaults.stepMs;
  const rowsPerStep = defaults.stepMs === 3_000 ? 1 : (flags.sources ?? defaults.sources);
  return Math.max(1, Math.round((1_000 * rowsPerStep) / flags.rate));
}

async function toFile(dataset: Dataset, rows: Iterable<readonly Cell[]>, flags: GenerateFlags): Promise<number> {
  const stop = interruptible(() => undefined);
  try {
    const started = performance.now();
    const count = await writeRows(dataset, rows, { ...flags, signal: stop.signal });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (flags.out !== undefined)
      process.stderr.write(`${flags.out}: ${count.toLocaleString('en')} rows in ${seconds} s\n`);
    return 0;
  } finally {
    stop.release();
  }
}

async function toTopic(
  dataset: Dataset,
  rows: Iterable<readonly Cell[]>,
  topic: string,
  flags: GenerateFlags,
): Promise<number> {
  const stop = interruptible(say);
  let close: (() => Promise<void>) | undefined;
  try {
    const opened = await openOutlet(flags, { notice: say, giveUp: stop.giveUp });
    ({ close } = opened);
    const { producer, schemas, ensureTopic } = opened.outlet;
    await ensureTopic(topic, flags.partitions === undefined ? {} : { partitions: flags.partitions });
    const { prefix, headers } = await schemas.publish(topic, { ...compileSchema(schemaOf(dataset, topic)).source });
    const result = await sendRows(
      dataset,
      rows,
      { producer, topic, prefix, headers },
      {
        ...(flags.rate === undefined ? {} : { rate: flags.rate }),
        batchBytes: 768 * 1024,
        inFlight: 4,
        onStall: (seconds) => say(`no acknowledgement from the broker for ${seconds} s; still trying`),
        signal: stop.signal,
        giveUp: stop.giveUp,
      },
    );
    const text = flags.json === true ? JSON.stringify({ topic, ...result }) : `${topic}: ${result.produced} records`;
    process.stdout.write(`${text}\n`);
    return result.rejected > 0 ? 2 : 0;
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    process.stderr.write(`${error.message} (${error.code})\n`);
    return 1;
  } finally {
    stop.release();
    await close?.();
  }
}
