import { setTimeout as wait } from 'node:timers/promises';
import type { SluiceError } from '@sluice/contracts';
import { classifyKafkaError } from '../classify-kafka-error.js';
import { compress } from '../codecs.js';
import { protocolError } from '../kafkajs-internals.js';
import { rightsToWrite } from '../what-to-do.js';
import { type EncodedRecords, nextSequence, type ProducerIdentity, recordBatch } from './batch-header.js';
import { acknowledgedBy } from './delivery-deadline.js';
import { PartitionQueue } from './partition-queue.js';
import type { PendingRecords, PendingSend } from './pending-records.js';
import type { ProduceReply } from './produce-request.js';
import type { ProduceTransport } from './produce-transport.js';
import { RecordEncoder } from './record-encoder.js';

export interface LaneOptions {
  readonly codec: number;
  /** Bytes of records in a batch before compression. */
  readonly batchBytes: number;
  readonly signal: AbortSignal;
  /** How long a topic that the broker does not know is asked for, as it may have been made a moment ago. */
  readonly unknownTopicMs: number;
}

/** What an encoder begins with; it grows as needed. */
const ENCODER_BYTES = 64 * 1024;

interface Batch {
  readonly pending: PendingRecords;
  readonly encoded: EncodedRecords;
}

/** Verdicts after which the broker tells one record from its neighbours only when they come apart. */
const ISOLATE = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP']);
/** The broker has lost what it needs to tell repetitions; the batch was not stored. */
const FORGOTTEN = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
]);
/** Stored by an earlier attempt, too long ago for the broker to know where. */
const DUPLICATE = 'DUPLICATE_SEQUENCE_NUMBER';

/**
 * The way of one partition's records to the broker: one batch after another, each tried with the same bytes and the
 * same sequence number until its fate is known. One identity for each partition, so that starting over on one, after
 * a batch was given up, leaves the sequences of the others alone.
 */
export class PartitionLane {
  private readonly queue = new PartitionQueue();
  private readonly encoder: RecordEncoder;
  private identity: ProducerIdentity | undefined;
  private sequence = 0;
  private draining = false;

  constructor(
    private readonly topic: string,
    private readonly partition: number,
    private readonly transport: ProduceTransport,
    private readonly options: LaneOptions,
  ) {
    this.encoder = new RecordEncoder(ENCODER_BYTES);
  }

  add(send: PendingSend, indexes: readonly number[]): void {
    this.queue.add(send, indexes);
    if (this.draining) return;
    this.draining = true;
    void this.drain();
  }

  private async drain(): Promise<void> {
    await Promise.resolve(); // what is added in the same turn of the event loop shares a batch
    let next = this.encodeNext();
    while (next) {
      const batch = await next;
      // the next one is compressed while this one is on its way
      const ahead = this.queue.holds(this.options.batchBytes) ? this.encodeNext() : undefined;
      if (batch) await this.deliver(batch);
      next = ahead ?? this.encodeNext();
    }
    this.draining = false;
  }

  private encodeNext(): Promise<Batch | undefined> | undefined {
    if (this.queue.isEmpty) return undefined;
    return this.encodeOrReport(this.queue.take(this.options.batchBytes), this.encoder);
  }

  /** Undefined where the records cannot be encoded and are reported so. */
  private async encodeOrReport(pending: PendingRecords, encoder: RecordEncoder): Promise<Batch | undefined> {
    try {
      return await this.encode(pending, encoder);
    } catch (error) {
      pending.failed(classifyKafkaError(error, `encoding records for ${this.topic}`));
      return undefined;
    }
  }

  private async encode(pending: PendingRecords, encoder: RecordEncoder): Promise<Batch> {
    const timestamp = Date.now();
    encoder.reset();
    for (const record of pending) encoder.append(record, timestamp);
    const { count, baseTimestamp, maxTimestamp } = encoder;
    const { codec } = this.options;
    const bytes = codec === 0 ? Buffer.from(encoder.bytes) : await compress(codec, encoder.bytes);
    return { pending, encoded: { bytes, codec, count, baseTimestamp, maxTimestamp } };
  }

  /** Resolves when every record of the batch is reported. */
  private async deliver({ pending, encoded }: Batch): Promise<void> {
    const since = performance.now();
    let reason: SluiceError | undefined;
    for (let attempt = 0; ; attempt++) {
      try {
        const { baseOffset } = await this.attempt(encoded, pending.deadline);
        this.sequence = nextSequence(this.sequence, encoded.count);
        pending.delivered(this.partition, baseOffset);
        return;
      } catch (error) {
        const verdict = protocolType(error) ?? '';
        // only a first refusal is sure not to have been stored; else the sequence must not be used for other records
        if (FORGOTTEN.has(verdict) || (ISOLATE.has(verdict) && attempt > 0)) this.identity = undefined;
        if (ISOLATE.has(verdict) && pending.count > 1) return this.deliverHalves(pending);
        const known = classifyKafkaError(error, `writing to ${this.topic}`, rightsToWrite(this.topic));
        if (!this.mayTryAgain(known, since, pending.deadline)) {
          if (!ISOLATE.has(verdict)) this.identity = undefined;
          // that the time is over says less than what went wrong before
          pending.failed(known.code === 'BROKER_UNAVAILABLE' ? (reason ?? known) : known);
          return;
        }
        reason = known;
        this.transport.recover(this.topic, error);
        await this.pause(attempt, pending.deadline);
      }
    }
  }

  private async deliverHalves(pending: PendingRecords): Promise<void> {
    for (const half of pending.halves()) {
      // not the lane's encoder: the next batch may be on its way through it
      const batch = await this.encodeOrReport(half, new RecordEncoder(ENCODER_BYTES));
      if (batch) await this.deliver(batch);
    }
  }

  private async attempt(encoded: EncodedRecords, deadline: number): Promise<ProduceReply> {
    const { signal } = this.options;
    if (!this.identity) {
      this.identity = await acknowledgedBy(deadline, signal, this.transport.newIdentity());
      this.sequence = 0;
    }
    const batch = recordBatch(encoded, this.identity, this.sequence);
    const reply = await acknowledgedBy(deadline, signal, this.transport.produce(this.topic, this.partition, batch));
    if (reply.errorCode === 0) return reply;
    const error = protocolError(reply.errorCode);
    if (error.type === DUPLICATE) return { ...reply, baseOffset: -1n };
    if (reply.message) error.message += `: ${reply.message}`;
    throw error;
  }

  private mayTryAgain(error: SluiceError, since: number, deadline: number): boolean {
    const now = performance.now();
    if (this.options.signal.aborted || now >= deadline) return false;
    return error.kind === 'transient' || (error.code === 'TOPIC_UNKNOWN' && now < since + this.options.unknownTopicMs);
  }

  private async pause(attempt: number, deadline: number): Promise<void> {
    const backoff = Math.min(5_000, 50 * 2 ** attempt) * (0.5 + Math.random() / 2);
    const ms = Math.max(0, Math.min(backoff, deadline - performance.now()));
    await wait(ms, undefined, { signal: this.options.signal }).catch(() => undefined);
  }
}

function protocolType(error: unknown): string | undefined {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  return typeof type === 'string' ? type : undefined;
}
