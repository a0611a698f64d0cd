import { SluiceError } from '@sluice/contracts';
import type { DeliveryReport, OutgoingRecord, RecordProducer } from '@sluice/kafka';
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
  /** Called every few seconds while the broker acknowledges nothing; the producer keeps trying meanwhile. */
  readonly onStall: (seconds: number) => void;
  /** Ends waiting for acknowledgements. */
  readonly giveUp: AbortSignal;
}

interface Flight<Mark> {
  readonly batch: RecordBatch;
  readonly mark: Mark;
  reports?: DeliveryReport[];
}

const STALL_MS = 5_000;

/**
 * Sends batches with a bounded number in flight. The producer tries again for itself, without limit, while the broker
 * is away; a record that the broker refuses for good is part of its batch's report, and any other error ends the
 * dispatcher, with that batch not acknowledged.
 */
export class Dispatcher<Mark> {
  private readonly free: RecordBatch[] = [];
  private readonly flights: Flight<Mark>[] = [];
  private wake = (): void => undefined;
  private failure: unknown;
  private progressAt = performance.now();

  constructor(
    private readonly target: Target,
    private readonly options: DispatcherOptions<Mark>,
  ) {
    for (let i = 0; i <= options.inFlight; i += 1) this.free.push(new RecordBatch(options.batchBytes, target.prefix));
    options.giveUp.addEventListener('abort', () => this.wake(), { once: true });
  }

  /** An empty batch, once one is free. @throws what ended a batch before, or SHUTTING_DOWN when told to give up */
  async acquire(): Promise<RecordBatch> {
    for (;;) {
      if (this.failure !== undefined) throw this.failure;
      const batch = this.free.pop();
      if (batch !== undefined) return batch;
      await this.change();
    }
  }

  /** Starts sending; the batch comes back by itself. */
  dispatch(batch: RecordBatch, mark: Mark): void {
    if (this.flights.length === 0) this.progressAt = performance.now();
    const flight: Flight<Mark> = { batch, mark };
    this.flights.push(flight);
    this.deliver(batch)
      .then((reports) => {
        flight.reports = reports;
        this.settle();
      })
      .catch((error: unknown) => {
        this.failure ??= error;
      })
      .finally(() => this.wake());
  }

  /** Resolves when every batch dispatched has been acknowledged. @throws as {@link acquire} */
  async drain(): Promise<void> {
    for (;;) {
      if (this.failure !== undefined) throw this.failure;
      if (this.flights.length === 0) return;
      await this.change();
    }
  }

  /** Resolves when a batch has settled; tells of a stall meanwhile. */
  private async change(): Promise<void> {
    const { giveUp, onStall } = this.options;
    if (giveUp.aborted) {
      throw new SluiceError('SHUTTING_DOWN', `writing to ${this.target.topic}: stopped before the broker acknowledged`);
    }
    const timer = setInterval(() => {
      const stalled = performance.now() - this.progressAt;
      if (stalled >= STALL_MS) onStall(Math.round(stalled / 1000));
    }, STALL_MS);
    await new Promise<void>((resolve) => (this.wake = resolve));
    clearInterval(timer);
  }

  private settle(): void {
    this.progressAt = performance.now();
    for (let first = this.flights[0]; first?.reports !== undefined; first = this.flights[0]) {
      this.flights.shift();
      this.options.onAcknowledged(first.batch, first.reports, first.mark);
      first.batch.reset();
      this.free.push(first.batch);
    }
  }

  private async deliver(batch: RecordBatch): Promise<DeliveryReport[]> {
    const { producer, topic, headers } = this.target;
    const records: OutgoingRecord[] = [];
    for (let i = 0; i < batch.count; i += 1)
      records.push({ key: batch.keys[i] ?? null, value: batch.value(i), headers });
    const reports = await producer.send(topic, records);
    const failed = reports.find((report) => report.error !== undefined && report.error.kind !== 'record');
    if (failed?.error !== undefined) throw failed.error;
    return reports;
  }
}
