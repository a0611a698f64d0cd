import { setTimeout as wait } from 'node:timers/promises';
import type { RecordProducer } from '@sluice/kafka';
import type { Segment } from './segments.js';

const EVERY_MS = 50;
const LOOK_MS = 2;
const PATIENCE_MS = 60_000;

/**
 * Produces one record after another beside the load and looks for each until a query finds it. Tells the time from
 * producing to finding, ms; a record that never comes throws.
 */
export async function probe(
  producer: RecordProducer,
  headers: Readonly<Record<string, string>>,
  segment: () => Segment,
  signal: AbortSignal,
  onLatency: (topic: string, ms: number) => void,
): Promise<void> {
  for (let n = 0; !signal.aborted; n += 1) {
    const { topic, collection } = segment();
    const value = Buffer.from(JSON.stringify({ sensor: 'probe', at: new Date().toISOString(), sequence: n }));
    const startedAt = performance.now();
    const [report] = await producer.send(topic, [{ key: null, value, headers, partition: n & 1 }]);
    if (report?.error) throw report.error;
    // by its id, the cheapest look there is
    const id = `${topic}#${report?.partition}#${report?.offset}`;
    while ((await collection.findOne({ _id: id as never }, { projection: { _id: 1 } })) === null) {
      if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`record ${id} never came`);
      await wait(LOOK_MS);
    }
    const took = performance.now() - startedAt;
    onLatency(topic, took);
    await wait(Math.max(0, EVERY_MS - took));
  }
}
