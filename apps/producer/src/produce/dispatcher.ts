import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import type { DeliveryReport, RecordProducer } from '@sluice/kafka';
import { RecordBatch } from '../rows/record-batch.js';

/** Where the records of a topic go and how. */
export interface Target {
  readonly producer: Pick<RecordProducer, 'send'>;
  readonly topic: string;
  readonly prefix: Buffer;
  readonly headers: Record<string, string>;
}

interface DispatcherOptions<Mark> {
  readonly batchBytes: number;
  /** Batches on their way at once. */
  readonly inFlight: number;
  /** Called batch by batch in the order of dispatch, each after every batch before it was acknowledged. */
  readonly onAcknowledged: (batch: RecordBatch, reports: readonly DeliveryReport[], mark: Mark) => void;
  /** Called before each wait while the broker cannot take a batch. */
  readonly onRetry: (error: SluiceError, delayMs: number) => void;
  /** Ends waiting for a broker that is away. */
  readonly signal: AbortSignal;
}

interface Flight<Mark> {
  readonly batch: RecordBatch;
  readonly mark: Mark;
  reports?: DeliveryReport[];
}

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 10_000;

/**
 * Sends batches with a bounded number in flight. A transient failure is retried, with growing delays and without
 * limit, for exactly the records that it met; any other error of a record is part of its report.
 */
export class Dispatcher<Mark> {
  private readonly free: RecordBatch[] = [];
  private readonly flights: Flight<Mark>[] = [];
  private readonly waiting: (() => void)[] = [];
  private failure: unknown;

  constructor(
    private readonly target: Target,
    private readonly options: DispatcherOptions<Mark>,
  ) {
    for (let i = 0; i <= options.inFlight; i += 1) this.free.push(new RecordBatch(options.batchBytes, target.prefix));
  }

  /** An empty batch, once one is free. @throws what ended a batch before: then nothing more is sent */
  async acquire(): Promise<RecordBatch> {
    for (;;) {
      if (this.failure !== undefined) throw this.failure;
      const batch = this.free.pop();
      if (batch !== undefined) return batch;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Starts sending; the batch comes back by itself. */
  dispatch(batch: RecordBatch, mark: Mark): void {
    const flight: Flight<Mark> = { batch, mark };
    this.flights.push(flight);
    this.deliver(batch).then(
      (reports) => {
        flight.reports = reports;
        this.settle();
      },
      (error: unknown) => {
        this.failure ??= error;
        this.wake();
      },
    );
  }

  /** Resolves when every batch dispatched has been acknowledged. */
  async drain(): Promise<void> {
    while (this.flights.length > 0) {
      if (this.failure !== undefined) throw this.failure;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    if (this.failure !== undefined) throw this.failure;
  }

  private settle(): void {
    try {
      for (let first = this.flights[0]; first?.reports !== undefined; first = this.flights[0]) {
        this.flights.shift();
        this.options.onAcknowledged(first.batch, first.reports, first.mark);
        first.batch.reset();
        this.free.push(first.batch);
      }
    } catch (error) {
      this.failure ??= error;
    }
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private async deliver(batch: RecordBatch): Promise<DeliveryReport[]> {
    const reports: DeliveryReport[] = Array.from({ length: batch.count });
    let open = Array.from({ length: batch.count }, (_, index) => index);
    for (let attempt = 0; open.length > 0; attempt += 1) {
      const answers = await this.send(batch, open);
      const again: number[] = [];
      let reason: SluiceError | undefined;
      for (const [position, index] of open.entries()) {
        const answer = answers[position];
        if (answer === undefined) throw new SluiceError('INTERNAL', 'sending batch: a record has no report');
        if ('error' in answer && answer.error.kind === 'fatal') throw answer.error;
        if ('error' in answer && answer.error.kind === 'transient') {
          again.push(index);
          reason = answer.error;
        } else {
          reports[index] = answer;
        }
      }
      open = again;
      if (reason !== undefined) await this.pause(reason, attempt);
    }
    return reports;
  }

  /** One attempt; a transient failure of the whole call becomes the report of each record. */
  private async send(batch: RecordBatch, indexes: readonly number[]): Promise<DeliveryReport[]> {
    const { producer, topic, headers } = this.target;
    const records = indexes.map((index) => ({ key: batch.keys[index] ?? null, value: batch.value(index), headers }));
    try {
      return await producer.send(topic, records);
    } catch (error) {
      if (!(error instanceof SluiceError) || error.kind !== 'transient') throw error;
      return records.map(() => ({ error }));
    }
  }

  private async pause(reason: SluiceError, attempt: number): Promise<void> {
    const delay = Math.min(FIRST_DELAY_MS * 2 ** attempt, MAX_DELAY_MS);
    this.options.onRetry(reason, delay);
    try {
      await wait(delay, undefined, { signal: this.options.signal });
    } catch {
      throw reason;
    }
  }
}
