import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import { ensureTopic, topicOffsets } from '@sluice/kafka';
import { type Bed, inClone } from '../bed.js';
import { RunningContender } from '../contenders/contender.js';
import { pythonPackages } from '../contenders/python.js';
import { runTool } from '../contenders/run-tool.js';
import { DATASETS, take } from '../datasets.js';
import { median } from '../measure/statistics.js';
import { type Usage, usageOf } from '../measure/process-tree.js';
import type { Plan } from '../plan.js';
import type { ResultRow, Results } from '../report/result-row.js';

/** The default of `sluice produce`. */
const COMPRESSION = 'zstd';
const SAMPLE_MS = 20;

interface Files {
  readonly csv: string;
  readonly ndjson: string;
  readonly schema: string;
  readonly csvBytes: number;
}

interface Producer {
  readonly name: string;
  readonly what: string;
  readonly start: (bed: Bed, files: Files, topic: string) => Promise<RunningContender>;
}

interface Measured {
  readonly seconds: number;
  readonly usage: Usage;
}

function sluice(name: string, what: string, flags: (files: Files) => string[]): Producer {
  const start: Producer['start'] = (bed, files, topic) => {
    const args = ['produce', files.csv, '--topic', topic, '--compression', COMPRESSION, '--quiet', ...flags(files)];
    const env = { BOOTSTRAP_SERVER: bed.stack.kafka.bootstrapServers };
    return RunningContender.spawn(bed, name, process.execPath, [inClone('bin/sluice.mjs'), ...args], env);
  };
  return { name, what, start };
}

function python(name: string, what: string, flags: (files: Files) => string[]): Producer {
  const start: Producer['start'] = async (bed, files, topic) =>
    RunningContender.spawn(bed, name, 'python3', [inClone('bench/python/producer.py'), files.csv, ...flags(files)], {
      BENCH_KAFKA: bed.stack.kafka.bootstrapServers,
      BENCH_TOPIC: topic,
      BENCH_COMPRESSION: COMPRESSION,
      PYTHONPATH: await pythonPackages(bed),
      PYTHONDONTWRITEBYTECODE: '1',
    });
  return { name, what, start };
}

const kcat: Producer = {
  name: 'kcat',
  what: 'kcat, lines of ready JSON: no parsing, no types',
  start: (bed, files, topic) => {
    const args = ['-P', '-b', bed.stack.kafka.bootstrapServers, '-t', topic, '-z', COMPRESSION, '-l', files.ndjson];
    return RunningContender.spawn(bed, 'kcat', 'kcat', args);
  },
};

const PRODUCERS: readonly Producer[] = [
  sluice('sluice', 'sluice produce, types inferred from all rows', () => []),
  python('python', 'confluent-kafka, csv, json; types inferred from all rows', () => []),
  sluice('sluice-typed', 'sluice produce --schema', ({ schema }) => ['--schema', schema]),
  python('python-typed', 'confluent-kafka, csv, json; types given', ({ schema }) => ['--types', schema]),
  kcat,
];

/** What some producers need, checked before. */
const NEEDED: readonly (readonly [(bed: Bed) => Promise<unknown>, readonly string[]])[] = [
  [pythonPackages, ['python', 'python-typed']],
  [() => runTool('kcat', ['-V'], 'producing with kcat'), ['kcat']],
];

async function makeFiles(bed: Bed, rows: number): Promise<Files> {
  const [csv, ndjson, schema] = ['wide.csv', 'wide.ndjson', 'given.json'].map((name) => join(bed.scratch, name)) as [
    string,
    string,
    string,
  ]; // as many as names
  const generate = [inClone('bin/sluice.mjs'), 'generate', 'scania', '--count', String(rows)];
  await runTool(process.execPath, [...generate, '--out', csv], 'generating the CSV file');
  const lines = [...take(DATASETS.wide.lines(), rows)].join('\n');
  writeFileSync(ndjson, `${lines}\n`);
  writeFileSync(schema, JSON.stringify(DATASETS.wide.schema));
  return {
    csv,
    ndjson,
    schema,
    csvBytes: (await runTool('wc', ['-c', csv], 'measuring it')).split(' ').map(Number)[0]!,
  };
}

/** From the start of the process to its end, which comes after the last acknowledgement. */
async function run(bed: Bed, producer: Producer, files: Files, topic: string, rows: number): Promise<Measured> {
  await ensureTopic(bed.kafka, topic, { partitions: 2 });
  const startedAt = performance.now();
  const running = await producer.start(bed, files, topic);
  let usage = usageOf(running.pid);
  const ended = running.ended().then((code) => ({ code, endedAt: performance.now() }));
  while (!running.hasEnded) {
    const now = usageOf(running.pid);
    if (now.rssBytes > 0) usage = now; // of one that is ending, little is left to read
    await wait(SAMPLE_MS);
  }
  const { code, endedAt } = await ended;
  const offsets = await topicOffsets(bed.kafka, topic);
  const stored = offsets.reduce((sum, { low, high }) => sum + Number(high - low), 0);
  if (code !== 0 || stored !== rows) {
    throw new SluiceError(
      'STACK_FAILED',
      `${producer.name}: exit code ${code}, ${stored} of ${rows} records in the topic
${running.logTail()}`,
    );
  }
  return { seconds: (endedAt - startedAt) / 1000, usage };
}

function rowOf(producer: Producer, files: Files, rows: number, runs: readonly Measured[]): ResultRow {
  const seconds = median(runs.map((one) => one.seconds));
  return {
    part: 'produce',
    dataset: 'wide',
    contender: producer.name,
    what: producer.what,
    recordsPerSecond: rows / seconds,
    megabytesPerSecond: files.csvBytes / 1e6 / seconds,
    cpuSecondsPerMillionRecords: (median(runs.map((one) => one.usage.cpuSeconds)) / rows) * 1e6,
    peakRssBytes: median(runs.map((one) => one.usage.peakRssBytes)),
    count: rows,
    rounds: runs.map((one) => rows / one.seconds),
  };
}

/** A wide CSV file to a topic, by commands that run to their end; the time includes their start. */
export async function produce(bed: Bed, plan: Plan, notice: (text: string) => void): Promise<Results> {
  const rows = plan.produceRows;
  const files = await makeFiles(bed, rows);
  const absent: string[] = [];
  const present = [...PRODUCERS];
  for (const [needs, producers] of NEEDED) {
    try {
      await needs(bed);
    } catch (error) {
      absent.push(error instanceof Error ? error.message : String(error));
      present.splice(0, present.length, ...present.filter((one) => !producers.includes(one.name)));
    }
  }
  const failures = new Map<string, string>();
  const runs = new Map<string, Measured[]>();
  for (let round = 1; round <= plan.rounds; round += 1) {
    for (const producer of present.filter(({ name }) => !failures.has(name))) {
      try {
        const measured = await run(bed, producer, files, `produce-${producer.name}-${round}`, rows);
        runs.set(producer.name, [...(runs.get(producer.name) ?? []), measured]);
        notice(`produce ${round} of ${plan.rounds}: ${producer.name}: ${measured.seconds.toFixed(1)} s`);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        failures.set(producer.name, `produce with ${producer.name}: ${why}`);
      }
    }
  }
  const found = PRODUCERS.flatMap((producer) => {
    const measured = runs.get(producer.name);
    return measured === undefined ? [] : [rowOf(producer, files, rows, measured)];
  });
  return { rows: found, failures: [...failures.values()], absent };
}
