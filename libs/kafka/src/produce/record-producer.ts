import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import { classifyKafkaError } from '../classify-kafka-error.js';
import { type Compression, COMPRESSIONS } from '../codecs.js';
import type { KafkaConnection } from '../connection.js';
import { assertTopicName } from '../topic-name.js';
import { rightsToWrite } from '../what-to-do.js';
import { acknowledgedBy } from './delivery-deadline.js';
import type { DeliveryReport, OutgoingRecord } from './outgoing-record.js';
import { type LaneOptions, PartitionLane } from './partition-lane.js';
import { Partitioner } from './partitioner.js';
import { PendingSend } from './pending-records.js';
import { ProduceTransport } from './produce-transport.js';

export interface RecordProducerOptions {
  /** zstd by default: about half the bytes of lz4 on wire and disk, for some more CPU off the main thread. */
  readonly compression?: Compression;
  /** How long records are tried while the broker is away; without limit by default. */
  readonly deliveryTimeoutMs?: number;
  /** Bytes of records in a batch before compression. */
  readonly batchBytes?: number;
  /** Records above this are refused without asking the broker. */
  readonly maxRecordBytes?: number;
}

/**
 * Writes records to Kafka, idempotently and with all acknowledgements.
 *
 * Guarantees: records of one partition are stored in the order of the calls and of the records in them. A record is
 * reported with an offset only after all in-sync replicas have it, and then it is stored exactly once, whatever was
 * retried on the way. A record reported BROKER_UNAVAILABLE or SHUTTING_DOWN may or may not be stored: whoever sends it
 * again may store it twice. A record that the broker refuses is reported alone; its neighbours are stored.
 *
 * It speaks the produce protocol itself over kafkajs' connections. kafkajs' own producer winds its sequence numbers back
 * after every failure, also for partitions of the same request that were stored, so that later records can pass for
 * repetitions and be lost; groups records in quadratic time; and tells neither which partition failed nor more than
 * the first offset.
 */
export class RecordProducer {
  private readonly transport: ProduceTransport;
  private readonly lanes = new Map<string, PartitionLane>();
  private readonly partitioner = new Partitioner();
  private readonly stopping = new AbortController();
  private readonly open = new Set<Promise<unknown>>();
  /** Per topic, the end of the line of sends that wait to be put into their lanes. */
  private readonly lines = new Map<string, Promise<void>>();
  private readonly laneOptions: LaneOptions;
  private readonly deliveryTimeoutMs: number;
  private readonly maxRecordBytes: number;
  private closing = false;

  private constructor(connection: KafkaConnection, options: RecordProducerOptions) {
    this.transport = new ProduceTransport(connection);
    this.deliveryTimeoutMs = options.deliveryTimeoutMs ?? Infinity;
    this.maxRecordBytes = options.maxRecordBytes ?? 64 * 1024 * 1024;
    this.laneOptions = {
      codec: COMPRESSIONS.indexOf(options.compression ?? 'zstd'),
      batchBytes: options.batchBytes ?? 900_000,
      signal: this.stopping.signal,
      unknownTopicMs: 5_000,
    };
  }

  /**
   * Connects. A broker that is away is not waited for: {@link send} does that.
   * @throws SluiceError of kind fatal, such as BROKER_AUTH
   */
  static async open(connection: KafkaConnection, options: RecordProducerOptions = {}): Promise<RecordProducer> {
    const producer = new RecordProducer(connection, options);
    try {
      await producer.transport.connect();
    } catch (error) {
      const known = classifyKafkaError(error, 'connecting to Kafka');
      if (known.kind === 'transient') return producer;
      await producer.transport.disconnect().catch(() => undefined);
      throw known;
    }
    return producer;
  }

  /** Never rejects: one report for each record, in the order of the records, once all of them are settled. */
  send(topic: string, records: readonly OutgoingRecord[]): Promise<DeliveryReport[]> {
    const pending = new PendingSend(records, performance.now() + this.deliveryTimeoutMs);
    const line = (this.lines.get(topic) ?? Promise.resolve()).then(() => this.enqueue(topic, pending));
    this.lines.set(topic, line);
    this.open.add(pending.settled);
    void pending.settled.then(() => this.open.delete(pending.settled));
    return pending.settled;
  }

  /** Waits for what is on its way, at most `flushMs`, gives up the rest with SHUTTING_DOWN, and disconnects. */
  async close(flushMs = 10_000): Promise<void> {
    this.closing = true;
    const flushed = new AbortController();
    const timer = wait(flushMs, undefined, { signal: flushed.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.open), timer]);
    flushed.abort();
    this.stopping.abort();
    await Promise.all(this.open);
    await this.transport.disconnect().catch(() => undefined);
  }

  private async enqueue(topic: string, pending: PendingSend): Promise<void> {
    try {
      if (this.closing) throw new SluiceError('SHUTTING_DOWN', `writing to ${topic}: the producer is closed`);
      assertTopicName(topic);
      const { partitions, available } = await this.metadata(topic, pending.deadline);
      const perPartition: number[][] = [];
      for (const [index, record] of pending.records.entries()) {
        const bytes = (record.value?.length ?? 0) + (record.key?.length ?? 0);
        if (bytes > this.maxRecordBytes) {
          pending.report(index, { error: tooLarge(topic, bytes, this.maxRecordBytes) });
          continue;
        }
        const partition = this.partitioner.choose(record, partitions.length, available);
        (perPartition[partition] ??= []).push(index);
      }
      perPartition.forEach((indexes, partition) => this.lane(topic, partition).add(pending, indexes));
    } catch (error) {
      const known = classifyKafkaError(error, `writing to ${topic}`, rightsToWrite(topic));
      for (let index = 0; index < pending.records.length; index++) pending.report(index, { error: known });
    }
  }

  private async metadata(topic: string, deadline: number): ReturnType<ProduceTransport['metadata']> {
    const since = performance.now();
    let reason: SluiceError | undefined;
    for (let attempt = 0; ; attempt++) {
      try {
        return await acknowledgedBy(deadline, this.stopping.signal, this.transport.metadata(topic));
      } catch (error) {
        const known = classifyKafkaError(error, `writing to ${topic}`, rightsToWrite(topic));
        const unknown = known.code === 'TOPIC_UNKNOWN' && performance.now() < since + this.laneOptions.unknownTopicMs;
        const over = performance.now() >= deadline || this.stopping.signal.aborted;
        // that the time is over says less than what went wrong before
        if (over && known.code === 'BROKER_UNAVAILABLE') throw reason ?? known;
        if (over || !(unknown || known.kind === 'transient')) throw known;
        reason = known;
        this.transport.recover(topic, error);
        await wait(Math.min(2_000, 50 * 2 ** attempt), undefined, { signal: this.stopping.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  private lane(topic: string, partition: number): PartitionLane {
    const name = `${topic}/${partition}`;
    let lane = this.lanes.get(name);
    if (!lane) {
      lane = new PartitionLane(topic, partition, this.transport, this.laneOptions);
      this.lanes.set(name, lane);
    }
    return lane;
  }
}

function tooLarge(topic: string, bytes: number, limit: number): SluiceError {
  return new SluiceError(
    'RECORD_TOO_LARGE',
    `writing to ${topic}: the record takes ${bytes} bytes of at most ${limit}`,
    {
      context: { topic, bytes, limit },
    },
  );
}
