import { setTimeout as wait } from 'node:timers/promises';
import { datasetCounts, deliveries, type TopicDelivery } from './delivery.js';
import { StoreProgress } from './progress-bar.js';
import { runSluice, type RunOptions } from './run-sluice.js';
import { countRows } from './sample-files.js';

const POLL_MS = 200;
const STALL_MS = 60_000;
const CATALOGUE_MS = 5_000;

/** The part of `sluice produce --json` that the table shows. */
interface ProduceReport {
  readonly topics: readonly {
    readonly topic: string;
    readonly seconds: number;
    readonly files: readonly {
      readonly file: string;
      readonly rows: number;
      readonly produced: number;
      readonly rejected: number;
    }[];
  }[];
}

export interface SampleOutcome {
  readonly topic: string;
  readonly file: string;
  readonly rows: number;
  readonly produced: number;
  readonly rejected: number;
  /** Of the topic: the same for each of its files. */
  readonly stored: number;
  readonly deadLettered: number;
  readonly recordsPerSecond: number;
}

export interface DeliveryOutcome {
  readonly files: readonly SampleOutcome[];
  /** From the first byte read until the last record was in the store. */
  readonly seconds: number;
  /** What does not add up, by topic; empty when all is well. */
  readonly problems: readonly string[];
}

interface Place {
  readonly consumer: string;
  readonly datasets: string;
}

function sumOf(counts: Iterable<TopicDelivery>): number {
  let sum = 0;
  for (const { stored, deadLettered } of counts) sum += stored + deadLettered;
  return sum;
}

/** Polls until `expected` records are stored or dead-lettered; gives up when nothing has moved for a minute. */
async function untilDelivered(
  consumer: string,
  expected: () => number | undefined,
  progress: StoreProgress,
  signal: AbortSignal,
): Promise<Map<string, TopicDelivery>> {
  let last = -1;
  let movedAt = performance.now();
  for (;;) {
    const counts = await deliveries(consumer);
    const sum = sumOf(counts.values());
    progress.update(sum);
    const goal = expected();
    if (sum !== last) movedAt = performance.now();
    last = sum;
    const isStalled = goal !== undefined && performance.now() - movedAt > STALL_MS;
    if ((goal !== undefined && sum >= goal) || isStalled || signal.aborted) return counts;
    await wait(POLL_MS);
  }
}

function problemsOf(
  report: ProduceReport,
  counts: ReadonlyMap<string, TopicDelivery>,
  datasets: ReadonlyMap<string, number>,
): string[] {
  return report.topics.flatMap(({ topic, files }) => {
    const produced = files.reduce((sum, file) => sum + file.produced, 0);
    const { stored, deadLettered } = counts.get(topic) ?? { stored: 0, deadLettered: 0 };
    const found = datasets.get(topic) ?? 0;
    return [
      ...(produced === 0 ? [`${topic}: nothing was produced`] : []),
      ...(produced === stored + deadLettered
        ? []
        : [`${topic}: produced ${produced}, but stored ${stored} and dead-lettered ${deadLettered}`]),
      ...(found === stored ? [] : [`${topic}: stored ${stored}, but the query app finds ${found}`]),
    ];
  });
}

/** Produces the sample folders and waits until every record is stored or dead-lettered. */
export async function deliverSamples(
  folders: readonly string[],
  place: Place,
  options: RunOptions,
): Promise<DeliveryOutcome> {
  const progress = new StoreProgress(await countRows(folders));
  const start = performance.now();
  let report: ProduceReport | undefined;
  const producing = runSluice(['produce', ...folders, '--json', '--quiet'], options).then((output) => {
    report = JSON.parse(output) as ProduceReport; // our own command's output
    return report;
  });
  const produced = (): number | undefined =>
    report?.topics.flatMap(({ files }) => files).reduce((sum, file) => sum + file.produced, 0);
  try {
    const [done, counts] = await Promise.all([
      producing,
      untilDelivered(place.consumer, produced, progress, options.signal),
    ]);
    const seconds = (performance.now() - start) / 1000;
    const problems = await untilSound(async () => problemsOf(done, counts, await datasetCounts(place.datasets)));
    return { files: outcomes(done, counts), seconds, problems };
  } finally {
    progress.stop();
  }
}

/** The catalogue of datasets may be a moment behind the store: what is wrong after that is wrong. */
async function untilSound(problems: () => Promise<string[]>): Promise<string[]> {
  const deadline = performance.now() + CATALOGUE_MS;
  for (;;) {
    const found = await problems();
    if (found.length === 0 || performance.now() > deadline) return found;
    await wait(POLL_MS);
  }
}

function outcomes(report: ProduceReport, counts: ReadonlyMap<string, TopicDelivery>): SampleOutcome[] {
  return report.topics.flatMap(({ topic, files, seconds }) =>
    files.map(({ file, rows, produced, rejected }) => {
      const { stored, deadLettered } = counts.get(topic) ?? { stored: 0, deadLettered: 0 };
      return { topic, file, rows, produced, rejected, stored, deadLettered, recordsPerSecond: produced / seconds };
    }),
  );
}
