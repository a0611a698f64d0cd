import { SluiceError } from '@sluice/contracts';
import { Bed } from './bed.js';
import { DATASETS, type DatasetName } from './datasets.js';
import { type FilledTopic, fillTopic } from './fill-topic.js';
import { consume } from './parts/consume.js';
import { explore } from './parts/explore.js';
import { latency } from './parts/latency.js';
import { memory } from './parts/memory.js';
import { produce } from './parts/produce.js';
import { query } from './parts/query.js';
import { type Plan, readPlan } from './plan.js';
import { describeMachine } from './report/machine.js';
import type { ResultRow, Results } from './report/result-row.js';
import { writeResults } from './report/write-results.js';

const startedAt = performance.now();

function notice(text: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0).padStart(4);
  process.stderr.write(`${seconds} s  ${text}\n`);
}

/** What was measured is told also where a later part fails. */
async function measureAll(bed: Bed, plan: Plan): Promise<Results> {
  const rows: ResultRow[] = [];
  const failures: string[] = [];
  const absent: string[] = [];
  const filled = new Map<DatasetName, FilledTopic>();
  const attempt = async (part: string, work: () => Promise<Results | readonly ResultRow[]>): Promise<void> => {
    if (!plan.parts.has(part)) return;
    notice(`measuring: ${part}`);
    try {
      const found = await work();
      rows.push(...('rows' in found ? found.rows : found));
      if (!('rows' in found)) return;
      failures.push(...found.failures);
      absent.push(...found.absent);
    } catch (error) {
      failures.push(`${part}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  if (plan.parts.has('consume') || plan.parts.has('query')) {
    for (const name of plan.datasets) {
      const records = plan.records[name];
      notice(`filling topic ${name}: ${records.toLocaleString('en')} records, ${DATASETS[name].what}`);
      filled.set(name, await fillTopic(bed, DATASETS[name], name, records));
    }
  }
  await attempt('consume', () => consume(bed, plan, filled, notice));
  await attempt('produce', () => produce(bed, plan, notice));
  const fastest = rows.find(
    ({ part, dataset, contender }) => `${part} ${dataset} ${contender}` === 'consume small sluice',
  );
  await attempt('latency', () => latency(bed, plan, fastest?.recordsPerSecond));
  await attempt('query', () => query(bed, plan, filled));
  await attempt('memory', () => memory(bed, plan, notice));
  await attempt('explore', () => explore(bed, plan, notice));
  return { rows, failures, absent };
}

async function main(): Promise<void> {
  if (process.platform !== 'linux') {
    throw new SluiceError('TOOL_MISSING', 'starting the benchmark: it reads /proc, so it needs Linux');
  }
  const machine = describeMachine();
  const plan = readPlan(process.env);
  notice('starting Kafka and MongoDB');
  const bed = await Bed.open();
  try {
    const results = await measureAll(bed, plan);
    const isSound = results.failures.length === 0;
    await writeResults(results, machine, plan.isWhole && isSound && !machine.isDirty);
    process.exitCode = isSound ? 0 : 1;
  } finally {
    await bed.close();
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SluiceError)) throw error;
  process.stderr.write(`error: ${error.message} (${error.code})\n`);
  process.exitCode = 1;
}
