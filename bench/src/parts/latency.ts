import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import { ensureTopic, type OutgoingRecord, RecordProducer, TopicSchemaStore } from '@sluice/kafka';
import type { mongo } from 'mongoose';
import type { Bed } from '../bed.js';
import { sluice } from '../contenders/sluice.js';
import { DATASETS, take } from '../datasets.js';
import { percentile } from '../measure/statistics.js';
import type { Plan } from '../plan.js';
import type { ResultRow } from '../report/result-row.js';

const TICK_MS = 5;
const POLL_MS = 1;
const PROBES_PER_SECOND = 1_000;
const WARM_RECORDS = 2_000;
const PATIENCE_MS = 60_000;
const PREPARED_LINES = 10_000;

/** When each probe was due and when it was first seen, ms. */
interface Probes {
  readonly due: number[];
  readonly seen: number[];
}

/** Looks for probes until `total()` of them were seen. */
async function watch(collection: mongo.Collection, probes: Probes, total: () => number): Promise<void> {
  let low = 0;
  let lastAt = performance.now();
  while (low < total()) {
    const options = { projection: { _id: 0, probe: 1 } };
    const found = await collection.find({ probe: { $gte: low } }, options).toArray();
    const now = performance.now();
    for (const { probe } of found) {
      const index = probe as number; // what `sendPaced` wrote
      if (probes.seen[index] !== undefined) continue;
      probes.seen[index] = now;
      lastAt = now;
    }
    while (probes.seen[low] !== undefined) low += 1;
    if (now - lastAt > PATIENCE_MS) throw new SluiceError('STACK_FAILED', `waiting for probe ${low}: it never came`);
    await wait(POLL_MS);
  }
}

/** Sends `count` records at `rate`, every n-th of them a probe; a probe counts from the instant it was due. */
async function sendPaced(
  send: (records: readonly OutgoingRecord[]) => Promise<unknown>,
  headers: Readonly<Record<string, string>>,
  probes: Probes,
  pace: { readonly rate: number; readonly count: number },
): Promise<void> {
  const lines = [...take(DATASETS.small.lines(), Math.min(pace.count, PREPARED_LINES))];
  const plain = lines.map((line) => Buffer.from(line));
  const every = Math.max(1, Math.round(pace.rate / PROBES_PER_SECOND));
  const startedAt = performance.now();
  const sending: Promise<unknown>[] = [];
  for (let sent = 0; sent < pace.count;) {
    const due = Math.min(pace.count, Math.floor(((performance.now() - startedAt) * pace.rate) / 1000));
    const records: OutgoingRecord[] = [];
    for (; sent < due; sent += 1) {
      const at = sent % lines.length;
      let value = plain[at] ?? null;
      if (sent % every === 0) {
        value = Buffer.from(`${lines[at]?.slice(0, -1)},"probe":${probes.due.length}}`);
        probes.due.push(startedAt + (sent * 1000) / pace.rate);
      }
      records.push({ key: null, value, headers, partition: sent & 1 });
    }
    if (records.length > 0) sending.push(send(records));
    await wait(TICK_MS);
  }
  await Promise.all(sending);
}

async function measure(bed: Bed, rate: number, seconds: number): Promise<ResultRow> {
  const topic = `latency-${Math.round(rate)}`;
  await ensureTopic(bed.kafka, topic, { partitions: 2 });
  const collection = await bed.freshCollection(topic);
  await collection.createIndex({ probe: 1 }, { sparse: true });
  const schemas = new TopicSchemaStore(bed.kafka);
  const producer = await RecordProducer.open(bed.kafka, { compression: 'none' });
  const { schema } = DATASETS.small;
  const properties = { ...(schema['properties'] as object), probe: { type: ['integer', 'null'] } };
  const { headers } = await schemas.publish(topic, { ...schema, properties });
  const job = { dataset: 'small', topic, collection: topic, group: topic, records: 0 } as const;
  const running = await sluice.start(bed, job);
  try {
    const send = (records: readonly OutgoingRecord[]): Promise<unknown> => producer.send(topic, records);
    const probes: Probes = { due: [], seen: [] };
    const count = Math.round(rate * seconds);
    for (const part of [Math.min(WARM_RECORDS, count), count]) {
      const before = probes.due.length;
      const every = Math.max(1, Math.round(rate / PROBES_PER_SECOND));
      const total = before + Math.ceil(part / every);
      await Promise.all([
        watch(collection, probes, () => total),
        sendPaced(send, headers, probes, { rate, count: part }),
      ]);
      if (part === count) return rowOf(rate, count, probes, before);
    }
    throw new SluiceError('INTERNAL', 'measuring latency: nothing was sent');
  } finally {
    await running.stop();
    await producer.close();
    await schemas.close();
    await collection.drop();
  }
}

function rowOf(rate: number, count: number, { due, seen }: Probes, from: number): ResultRow {
  const latencies = due.slice(from).map((at, i) => (seen[from + i] ?? NaN) - at);
  const lastSeen = seen.slice(from).reduce((latest, at) => Math.max(latest, at), 0);
  return {
    part: 'latency',
    dataset: 'small',
    contender: 'sluice',
    what: `produce to queryable at ${Math.round(rate).toLocaleString('en')} records/s`,
    recordsPerSecond: (count / (lastSeen - (due[from] ?? 0))) * 1000,
    latencyP50Ms: percentile(latencies, 0.5),
    latencyP99Ms: percentile(latencies, 0.99),
    latencyMaxMs: percentile(latencies, 1),
    count,
    rounds: [percentile(latencies, 0.99)],
  };
}

/** From the instant a record was due to be produced to its first appearance in a query. */
export async function latency(bed: Bed, plan: Plan, maxRate: number | undefined): Promise<ResultRow[]> {
  const rates = [1_000, ...(maxRate === undefined ? [] : [maxRate / 2])];
  const rows: ResultRow[] = [];
  for (const rate of rates) rows.push(await measure(bed, rate, plan.latencySeconds));
  return rows;
}
