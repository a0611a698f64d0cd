import { Logger } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { SchemaStore } from '@sluice/kafka';
import type { RecordBatch } from '@sluice/kafka/consume';
import type { RejectedRecord, Sink, SinkBatch, WriteOutcome } from '@sluice/sinks';
import type { ConnectorMetrics } from '../connector-metrics.js';
import type { ConnectorConfig } from '../connectors/connector-config.js';
import { Circuit } from './circuit.js';
import { type DeadRecord, toDeadLetter } from './dead-record.js';
import type { DeadLetters } from './dead-letters.js';
import { decodeBatch, type DecodedBatch } from './decode-batch.js';
import { PatientWriter } from './patient-writer.js';
import type { Quarantine } from './quarantine.js';
import { WriteTurns } from './write-turns.js';

/** Of small batches that share a write, as much as a batch under load has. */
const SHARED_BYTES = 2 * 1024 * 1024;

interface Written {
  readonly outcome: WriteOutcome;
  /** In the order of their offsets. */
  readonly refused: readonly DeadRecord[];
}

/** What became of the records of a batch. */
export interface Delivered {
  readonly stored: number;
  readonly duplicates: number;
  readonly deadLettered: number;
}

/** What a service is needed for. */
export type Step = 'decoding' | 'writing' | 'dead-lettering';
type OnFailure = (error: SluiceError) => void;

/**
 * The journey of a batch: decode, write, dead-letter; then its offset may be committed. A store, broker or registry
 * that is away costs time only: each step is tried again until it succeeds or the batch is given back.
 */
export class Pipeline {
  private readonly logger = new Logger('pipeline');
  private readonly decoding: Circuit;
  private readonly writing: Circuit;
  private readonly deadLettering: Circuit;
  private readonly turns: WriteTurns<RecordBatch, Written>;
  private readonly writer: PatientWriter;

  constructor(
    private readonly config: ConnectorConfig,
    sink: Sink,
    private readonly schemas: SchemaStore,
    private readonly deadLetters: DeadLetters,
    private readonly metrics: ConnectorMetrics,
    private readonly quarantine?: Quarantine,
  ) {
    const ordered = sink.ordered || quarantine !== undefined;
    const { retry } = config;
    this.decoding = new Circuit(retry);
    this.writing = new Circuit(retry);
    this.deadLettering = new Circuit(retry);
    this.writer = new PatientWriter(sink, this.writing, (records, seconds) => metrics.wrote(records, seconds));
    this.turns = new WriteTurns({ limit: config.maxConcurrentWrites, ordered, maxBytes: SHARED_BYTES }, (batches) =>
      this.decodeAndWrite(batches),
    );
  }

  /** One for each service that may be away: registry, store, broker. */
  get circuits(): readonly (readonly [Step, Circuit])[] {
    return [
      ['decoding', this.decoding],
      ['writing', this.writing],
      ['dead-lettering', this.deadLettering],
    ];
  }

  async deliver(batch: RecordBatch): Promise<Delivered> {
    const { outcome, refused } = await this.turns.take(batch);
    if (refused.length > 0) await this.deadLetter(refused, batch);
    this.metrics.delivered(batch, outcome, refused.length);
    return { stored: outcome.stored, duplicates: outcome.duplicates, deadLettered: refused.length };
  }

  /** One turn, so that where order matters no batch overtakes another that waits for its schema. */
  private async decodeAndWrite(batches: readonly RecordBatch[]): Promise<Written[]> {
    const { signal } = batches[0]!; // batches share a turn only where they are given back together
    const decoded: DecodedBatch[] = [];
    for (const batch of batches) {
      const decode = () => decodeBatch(batch, this.config.valueFormat, this.schemas);
      decoded.push(await this.patiently('decoding', (told) => this.decoding.run(decode, signal, told)));
    }
    if (this.quarantine) return this.writeInKeyOrder(batches, decoded, this.quarantine);
    const sinkBatches = decoded.map(({ sinkBatch }) => sinkBatch);
    const outcomes = await this.patiently('writing', (told) => this.writer.write(sinkBatches, signal, told));
    return decoded.map(({ sinkBatch, dead }, i) => {
      const outcome = outcomes[i]!;
      const refused = [...dead, ...outcome.rejected.map((rejected) => deadRecord(sinkBatch, rejected))];
      return { outcome, refused: refused.sort((a, b) => offsetOf(a) - offsetOf(b)) };
    });
  }

  private async writeInKeyOrder(
    batches: readonly RecordBatch[],
    decoded: readonly DecodedBatch[],
    quarantine: Quarantine,
  ): Promise<Written[]> {
    const written: Written[] = [];
    for (const [i, batch] of batches.entries()) {
      const result = await this.patiently('writing', (told) =>
        quarantine.write(batch, decoded[i]!, {
          write: async (part) => (await this.writer.write([part], batch.signal, told))[0]!, // one for each batch
          ask: (work) => this.writing.run(work, batch.signal, told),
        }),
      );
      const refused = [...result.refused].sort((a, b) => offsetOf(a) - offsetOf(b));
      written.push({ outcome: { ...result, rejected: [] }, refused });
    }
    return written;
  }

  private async deadLetter(refused: readonly DeadRecord[], batch: RecordBatch): Promise<void> {
    const { name, errorsTolerance, deadLetterTopic } = this.config;
    if (errorsTolerance === 'none') {
      const { error, block, row } = refused[0]!;
      throw new SluiceError('CONNECTOR_INTOLERANT', `running ${name}: errors.tolerance is none, and ${error.message}`, {
        cause: error,
        context: { topic: batch.topic, partition: batch.partition, offset: block.offsets[row], code: error.code },
      });
    }
    const letters = refused.map((dead) => toDeadLetter(dead, batch.topic, batch.partition, name));
    if (this.config.logDeadLetters) this.logDead(refused, batch);
    const publish = () => this.deadLetters.publish(deadLetterTopic, letters);
    await this.patiently('dead-lettering', (told) => this.deadLettering.run(publish, batch.signal, told));
  }

  /** Asked for by `errors.log.enable`: code and origin of each, never its payload. */
  private logDead(refused: readonly DeadRecord[], { topic, partition }: RecordBatch): void {
    for (const { block, row, error, stage } of refused) {
      this.logger.warn(error.message, { code: error.code, stage, topic, partition, offset: block.offsets[row] });
    }
  }

  /** Shows as trouble, and logs once, that the work has to be repeated. */
  private async patiently<T>(step: Step, work: (onFailure: OnFailure) => Promise<T>): Promise<T> {
    const { name } = this.config;
    let failures = 0;
    try {
      const result = await work((error) => {
        if (!this.metrics.trouble) this.logger.warn(`${name} waits, ${step}: ${error.message}`, { code: error.code });
        this.metrics.retrying(work, step, error);
        failures++;
      });
      if (failures > 0) this.logger.log(`${name} goes on, ${step} after ${failures} failed attempts`);
      return result;
    } finally {
      this.metrics.ended(work);
    }
  }
}

function offsetOf({ block, row }: DeadRecord): number {
  return block.offsets[row] ?? 0;
}

function deadRecord(batch: SinkBatch, { index, error, stage }: RejectedRecord): DeadRecord {
  return { block: batch.blocks[index]!, row: batch.rows[index] ?? 0, stage, error };
}
