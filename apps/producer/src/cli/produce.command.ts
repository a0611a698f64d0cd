import { SluiceError } from '@sluice/contracts';
import type { Command } from 'commander';
import { findInputs, type TopicInput } from '../produce/inputs.js';
import { LineFile } from '../produce/line-file.js';
import { type Outlet, type ProduceOptions, produceTopic } from '../produce/produce-topic.js';
import type { TopicSummary } from '../produce/summary.js';
import { interruptible } from './interruptible.js';
import { openOutlet } from './outlet.js';
import { summaryText } from './print-summary.js';
import { describeProduce, type ProduceFlags } from './produce-options.js';
import { Progress } from './progress.js';

const IN_FLIGHT = 4;

/** Adds `sluice produce` to the program. Exit codes: 0 all produced, 1 failed, 2 some rows were rejected. */
export function registerProduceCommand(program: Command): void {
  describeProduce(program.command('produce <paths...>')).action(async (paths: string[], flags: ProduceFlags) => {
    process.exitCode = await produce(paths, flags);
  });
}

interface Failure {
  readonly topic: string;
  readonly code: string;
  readonly message: string;
}

async function produce(paths: readonly string[], flags: ProduceFlags): Promise<number> {
  const notice = (text: string): void => {
    if (flags.quiet !== true) process.stderr.write(`${text}\n`);
  };
  const progress = new Progress(flags.quiet !== true && flags.json !== true && process.stderr.isTTY);
  const stop = interruptible(notice);
  const report = flags.report === undefined ? undefined : new LineFile(flags.report, flags.resume === true);
  const topics: TopicSummary[] = [];
  const failures: Failure[] = [];
  let close: (() => Promise<void>) | undefined;
  try {
    const inputs = findInputs(paths, flags);
    const options = optionsOf(flags, { progress, notice, stop, report });
    let outlet: Outlet | undefined;
    if (flags.dryRun !== true) ({ outlet, close } = await openOutlet(flags, { notice, giveUp: stop.giveUp }));
    for (const input of inputs) {
      if (!stop.signal.aborted) await produceOrNote(input, outlet, options, topics, failures);
    }
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    failures.push({ topic: '', code: error.code, message: error.message });
  } finally {
    progress.stop();
    report?.close();
    stop.release();
    await close?.();
  }
  return conclude(topics, failures, flags, paths);
}

/** One topic; what concerns it alone (a bad header, an incompatible schema) leaves the others to be produced. */
async function produceOrNote(
  input: TopicInput,
  outlet: Outlet | undefined,
  options: ProduceOptions,
  topics: TopicSummary[],
  failures: Failure[],
): Promise<void> {
  try {
    topics.push(await produceTopic(input, outlet, options));
  } catch (error) {
    if (!(error instanceof SluiceError) || error.kind !== 'record') throw error;
    failures.push({ topic: input.topic, code: error.code, message: error.message });
  }
}

function optionsOf(
  flags: ProduceFlags,
  parts: {
    readonly progress: Progress;
    readonly notice: (text: string) => void;
    readonly stop: ReturnType<typeof interruptible>;
    readonly report: LineFile | undefined;
  },
): ProduceOptions {
  const { progress, notice, stop, report } = parts;
  const given = {
    schemaFile: flags.schema,
    inferRows: flags.inferRows,
    key: flags.key,
    delimiter: flags.delimiter,
    partitions: flags.partitions,
    checkpointPath: flags.checkpoint,
    rejectsFolder: flags.rejects,
    report,
  };
  // exactOptionalPropertyTypes: an option that was not given must be absent, not undefined.
  const present = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<ProduceOptions>;
  return {
    ...present,
    types: flags.type,
    maxRowBytes: flags.maxRowBytes,
    batchBytes: flags.batchBytes,
    inFlight: IN_FLIGHT,
    resume: flags.resume === true,
    signal: stop.signal,
    giveUp: stop.giveUp,
    notice,
    onStart: (file, counts) => progress.start(file.path, file.size, counts),
    onStall: (seconds) => notice(`no acknowledgement from the broker for ${seconds} s; still trying`),
  };
}

function conclude(
  topics: readonly TopicSummary[],
  failures: readonly Failure[],
  flags: ProduceFlags,
  paths: readonly string[],
): number {
  const files = topics.flatMap((topic) => topic.files);
  const isComplete = files.every((file) => file.complete);
  const isDryRun = flags.dryRun === true;
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ topics, failures, complete: isComplete })}\n`);
  else if (flags.quiet !== true && topics.length > 0) process.stdout.write(`${summaryText(topics, isDryRun)}\n`);
  for (const { topic, code, message } of failures) {
    process.stderr.write(`${topic === '' ? '' : `${topic}: `}${message} (${code})\n`);
  }
  if (!isComplete && !isDryRun) {
    process.stderr.write(`Interrupted; go on with: sluice produce ${paths.join(' ')} --resume (and the same flags)\n`);
  }
  if (failures.length > 0 || !isComplete) return 1;
  return files.some((file) => file.rejected > 0) ? 2 : 0;
}
