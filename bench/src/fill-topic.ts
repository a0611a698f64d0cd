import { SluiceError } from '@sluice/contracts';
import { ensureTopic, type OutgoingRecord, RecordProducer, TopicSchemaStore } from '@sluice/kafka';
import type { Bed } from './bed.js';
import { type BenchDataset, take } from './datasets.js';

const BATCH = 2_000;
const IN_FLIGHT = 4;

export interface FilledTopic {
  readonly topic: string;
  readonly records: number;
  /** Bytes of JSON of one record, on average. */
  readonly bytesPerRecord: number;
}

/**
 * Fills a new topic of two partitions with plain JSON, uncompressed and without keys: what every contender can read. A
 * header names the schema; Sluice checks every record against it, others pass over it.
 */
export async function fillTopic(bed: Bed, dataset: BenchDataset, topic: string, records: number): Promise<FilledTopic> {
  await ensureTopic(bed.kafka, topic, { partitions: 2 });
  const schemas = new TopicSchemaStore(bed.kafka);
  const producer = await RecordProducer.open(bed.kafka, { compression: 'none' });
  let bytes = 0;
  try {
    const { headers } = await schemas.publish(topic, dataset.schema);
    const sending: Promise<void>[] = [];
    let batch: OutgoingRecord[] = [];
    const send = async (ready: readonly OutgoingRecord[]): Promise<void> => {
      for (const { error } of await producer.send(topic, ready)) if (error) throw error;
    };
    let partition = 0;
    for (const line of take(dataset.lines(), records)) {
      const value = Buffer.from(line);
      bytes += value.length;
      batch.push({ key: null, value, headers, partition });
      if (batch.length < BATCH) continue;
      partition = 1 - partition;
      sending.push(send(batch));
      batch = [];
      if (sending.length >= IN_FLIGHT) await sending.shift();
    }
    await Promise.all([...sending, send(batch)]);
  } catch (cause) {
    throw new SluiceError('STACK_FAILED', `filling topic ${topic}`, { cause });
  } finally {
    await producer.close();
    await schemas.close();
  }
  return { topic, records, bytesPerRecord: bytes / records };
}
