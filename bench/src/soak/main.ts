import { setTimeout as wait } from 'node:timers/promises';
import { RecordProducer, TopicSchemaStore } from '@sluice/kafka';
import { Bed } from '../bed.js';
import { DATASETS } from '../datasets.js';
import { usageOf } from '../measure/process-tree.js';
import { percentile } from '../measure/statistics.js';
import { describeMachine } from '../report/machine.js';
import { startConsumer, startQuery } from './apps.js';
import { Load } from './load.js';
import { probe } from './probe.js';
import { readAlongside } from './readers.js';
import { type Minute, type SoakResult, tellMinute, verdictOf, writeResult } from './report.js';
import { Segments } from './segments.js';

const SEGMENT_MS = 120_000;
/** Long enough for the checkpoints that mongod makes every minute. */
const CALIBRATION_MS = 150_000;
const BACKLOG = 50_000;
const PATIENCE_MS = 60_000;

const minutes = Number(process.env['SOAK_MINUTES'] ?? 30);
const share = Number(process.env['SOAK_SHARE'] ?? 0.7);

const machine = describeMachine();
const bed = await Bed.open();
try {
  const result = await soak();
  await writeResult(result, machine);
  const problems = verdictOf(result);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await bed.close();
}

async function soak(): Promise<SoakResult> {
  const segments = await Segments.make(bed, Math.ceil((minutes * 60_000) / SEGMENT_MS) + 4);
  const schemas = new TopicSchemaStore(bed.kafka);
  const { headers } = await schemas.publish('soak', DATASETS.small.schema);
  const producer = await RecordProducer.open(bed.kafka);
  let current = 0;
  const segment = () => segments.at(current);
  const load = new Load(producer, headers, () => segment().topic);
  const consumer = await startConsumer(bed);
  const counted = new Map<string, number>();
  const stored = async (): Promise<number> => {
    for (let i = Math.max(0, current - 1); i <= current; i += 1) {
      const { topic, collection } = segments.at(i);
      counted.set(topic, await collection.estimatedDocumentCount());
    }
    return [...counted.values()].reduce((sum, count) => sum + count, 0);
  };

  const maxRate = await calibrate(load, stored);
  const rate = maxRate * share;
  console.log(`most: ${Math.round(maxRate).toLocaleString('en')} records/s; from now on ${Math.round(rate)}`);

  const over = new AbortController();
  const probes = new Map<string, number>();
  let latencies: number[] = [];
  const probing = probe(producer, headers, segment, over.signal, (topic, ms) => {
    latencies.push(ms);
    probes.set(topic, (probes.get(topic) ?? 0) + 1);
  });
  probing.catch(() => over.abort()); // told below
  current += 1;
  const sending = load.paced(rate, over.signal);
  const told: Minute[] = [];
  const startedAt = performance.now();
  for (let minute = 1; minute <= minutes && !over.signal.aborted; minute += 1) {
    const before = await stored();
    const beganAt = performance.now();
    latencies = [];
    await wait(startedAt + minute * 60_000 - performance.now());
    const now = await stored();
    const acknowledged = load.total + [...probes.values()].reduce((sum, count) => sum + count, 0);
    const entry: Minute = {
      minute,
      recordsPerSecond: ((now - before) / (performance.now() - beganAt)) * 1000,
      lag: Math.max(0, acknowledged - now),
      rssBytes: usageOf(consumer.pid).rssBytes,
      latencyP50Ms: percentile(latencies, 0.5),
      latencyP99Ms: percentile(latencies, 0.99),
      latencyMaxMs: percentile(latencies, 1),
    };
    told.push(entry);
    tellMinute(entry);
    if (minute % (SEGMENT_MS / 60_000) === 0) {
      await stored();
      current += 1;
      await segments.dropBefore(current - 1);
    }
  }
  over.abort();
  await Promise.all([sending, probing]);

  const sent = (): number => load.total + [...probes.values()].reduce((sum, count) => sum + count, 0);
  const deadline = performance.now() + PATIENCE_MS;
  while ((await stored()) < sent() && performance.now() < deadline) await wait(200);
  const atEnd = { sent: sent(), stored: await stored(), refused: load.refused };

  current += 1;
  const query = await startQuery(bed);
  const readers = await readAlongside({ bed, load, query, collection: segment().topic, stored, minutes: 1 });
  await query.stop();
  const errors = consumer.complaints();
  await consumer.stop();
  await producer.close();
  await schemas.close();
  return { minutes: told, maxRate, rate, ...atEnd, errors, readers };
}

/** What producer, broker, consumer and store reach together when nothing holds them back. */
async function calibrate(load: Load, stored: () => Promise<number>): Promise<number> {
  const over = new AbortController();
  let known = 0;
  const sending = load.unpaced(() => load.total - known < BACKLOG, over.signal);
  const startedAt = performance.now();
  let half: { readonly at: number; readonly count: number } | undefined;
  while (performance.now() - startedAt < CALIBRATION_MS) {
    known = await stored();
    if (half === undefined && performance.now() - startedAt > CALIBRATION_MS / 3) {
      half = { at: performance.now(), count: known };
    }
    await wait(50);
  }
  const rate = ((known - (half?.count ?? 0)) / (performance.now() - (half?.at ?? startedAt))) * 1000;
  over.abort();
  await sending;
  while ((await stored()) < load.total) await wait(100);
  return rate;
}
