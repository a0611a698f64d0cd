import { SluiceError } from '@sluice/contracts';
import type { Bed } from '../bed.js';
import { CONTENDERS } from '../contenders/all.js';
import type { Contender } from '../contenders/contender.js';
import type { DatasetName } from '../datasets.js';
import { DATASETS } from '../datasets.js';
import type { FilledTopic } from '../fill-topic.js';
import { median } from '../measure/statistics.js';
import type { Sighting } from '../measure/watch-collection.js';
import type { Plan } from '../plan.js';
import type { ResultRow, Results } from '../report/result-row.js';
import { storeTopic } from './store-topic.js';

/** Of the records, at least: what came before the first sighting is not measured. */
const MEASURED_SHARE = 0.5;

type Notice = (text: string) => void;

interface Measured {
  readonly recordsPerSecond: number;
  readonly cpuSecondsPerMillionRecords: number;
  readonly cpuSecondsWithStart: number;
  readonly mongodCpuSecondsPerMillionRecords: number;
  readonly peakRssBytes: number;
}

/** Between the first sighting of a stored record and the last, so that nobody's start counts. */
function measure({ first, last }: { first: Sighting; last: Sighting }): Measured {
  const records = last.count - first.count;
  if (records < last.count * MEASURED_SHARE) {
    const why = `${first.count} of ${last.count} records were there at first sight; take more (BENCH_RECORDS)`;
    throw new SluiceError('STACK_FAILED', `measuring: ${why}`);
  }
  const perMillion = (seconds: number): number => (seconds / records) * 1e6;
  return {
    recordsPerSecond: (records / (last.at - first.at)) * 1000,
    cpuSecondsPerMillionRecords: perMillion(last.contender.cpuSeconds - first.contender.cpuSeconds),
    cpuSecondsWithStart: last.contender.cpuSeconds,
    mongodCpuSecondsPerMillionRecords: perMillion(last.mongod.cpuSeconds - first.mongod.cpuSeconds),
    peakRssBytes: last.contender.peakRssBytes,
  };
}

async function prepared(bed: Bed, plan: Plan, absent: string[], notice: Notice): Promise<Contender[]> {
  const ready: Contender[] = [];
  for (const contender of CONTENDERS.filter(({ name }) => plan.contenders?.has(name) ?? true)) {
    try {
      notice(`preparing ${contender.name}`);
      await contender.prepare(bed);
      ready.push(contender);
    } catch (error) {
      absent.push(`${contender.name} takes no part: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return ready;
}

function rowOf(contender: Contender, filled: FilledTopic, target: number, runs: readonly Measured[]): ResultRow {
  const middle = (of: keyof Measured): number => median(runs.map((run) => run[of]));
  const recordsPerSecond = middle('recordsPerSecond');
  return {
    part: 'consume',
    dataset: filled.topic,
    contender: contender.name,
    what: contender.what,
    recordsPerSecond,
    megabytesPerSecond: (recordsPerSecond * filled.bytesPerRecord) / 1e6,
    cpuSecondsPerMillionRecords: middle('cpuSecondsPerMillionRecords'),
    cpuSecondsWithStart: middle('cpuSecondsWithStart'),
    mongodCpuSecondsPerMillionRecords: middle('mongodCpuSecondsPerMillionRecords'),
    peakRssBytes: middle('peakRssBytes'),
    count: target,
    rounds: runs.map((run) => run.recordsPerSecond),
  };
}

/** Topic to collection: every contender once with every data set, then all again in the next round. */
export async function consume(
  bed: Bed,
  plan: Plan,
  filled: ReadonlyMap<DatasetName, FilledTopic>,
  notice: Notice,
): Promise<Results> {
  const failures: string[] = [];
  const absent: string[] = [];
  const contenders = await prepared(bed, plan, absent, notice);
  const runs = new Map<string, Measured[]>();
  const entries = plan.datasets.flatMap((dataset) =>
    contenders.flatMap((contender) => {
      const topic = filled.get(dataset);
      if (topic === undefined) return [];
      const target = contender.isSlow ? Math.min(plan.slowRecords, topic.records) : topic.records;
      return [{ dataset, contender, topic, target, key: `${dataset} ${contender.name}` }];
    }),
  );
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const { dataset, contender, topic, target, key } of entries) {
      try {
        const measured = measure(await storeTopic({ bed, contender, dataset, filled: topic, target }));
        runs.set(key, [...(runs.get(key) ?? []), measured]);
        const rate = Math.round(measured.recordsPerSecond).toLocaleString('en');
        notice(`round ${round} of ${plan.rounds}: ${DATASETS[dataset].name}, ${contender.name}: ${rate} records/s`);
      } catch (error) {
        failures.push(`${key}: ${error instanceof Error ? error.message : String(error)}`);
        notice(`round ${round} of ${plan.rounds}: ${key} failed`);
      }
    }
  }
  const rows = entries.flatMap(({ contender, topic, target, key }) => {
    const found = runs.get(key);
    return found === undefined ? [] : [rowOf(contender, topic, target, found)];
  });
  return { rows, failures, absent };
}
