import { SluiceError } from '@sluice/contracts';
import type { DeliveryReport } from '@sluice/kafka';
import type { CompiledSchema } from '@sluice/schema';
import type { ByteSource } from '../input/byte-source.js';
import { ByteWindow } from '../input/byte-window.js';
import { Dispatcher, type Target } from '../produce/dispatcher.js';
import { type PartitionSummary, PartitionTally } from '../produce/summary.js';
import { openRows, type RowFormat } from '../rows/open-rows.js';
import type { RecordBatch } from '../rows/record-batch.js';
import type { RowReader } from '../rows/row-reader.js';
import { inferHead } from './infer-head.js';

/** A record of the body that was not produced. */
interface RecordFailure {
  /** Position in the body, from 0. */
  readonly index: number;
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

export interface Received {
  readonly produced: number;
  readonly rejected: number;
  /** The first failures. */
  readonly errors: readonly RecordFailure[];
  readonly partitions: readonly PartitionSummary[];
}

interface ReceiveOptions {
  readonly format: RowFormat;
  readonly key?: string;
  /** What records must match; without it JSON is free and the types of CSV cells are inferred. */
  readonly schema?: CompiledSchema;
  readonly maxRowBytes: number;
  readonly giveUp: AbortSignal;
}

const BATCH_BYTES = 256 * 1024;
const IN_FLIGHT = 2;
const WINDOW_BYTES = 64 * 1024;
const MAX_LISTED = 100;

/** Memory that one request takes at most: its window, which holds the longest row, and its batches. */
export function requestMemory(maxRowBytes: number): number {
  return 2 * maxRowBytes + (IN_FLIGHT + 1) * BATCH_BYTES;
}

/**
 * Rows of a body → JSON → batches → topic, at constant memory whatever the body's size. Resolves when the broker has
 * acknowledged every record that it takes. JSON is forwarded as it is; where no schema is given, CSV cells get the types
 * that the first 512 KiB of the body show.
 * @throws SluiceError of kind transient where the broker does not acknowledge in time: the client sends again
 */
export async function receiveRecords(source: ByteSource, target: Target, options: ReceiveOptions): Promise<Received> {
  const window = new ByteWindow(source, 0, 1, WINDOW_BYTES);
  const isUntyped = options.format === 'csv' && options.schema === undefined;
  const inferred = isUntyped ? { schema: await inferHead(window, options) } : {};
  const rows = await openRows(window, { ...options, ...inferred });
  const intake = new Intake(target, options.giveUp);
  for (;;) {
    const step = rows.step();
    if (step === 'end') return intake.finish();
    if (step === 'more') {
      await window.fill();
    } else if (step === 'reject') {
      intake.reject(rows.line, rows.rejection);
    } else {
      if (intake.isFull(rows)) await intake.turn();
      intake.add(rows);
    }
  }
}

/** Batches of one request and what became of its records. */
class Intake {
  private readonly dispatcher: Dispatcher<readonly number[]>;
  private readonly tally = new PartitionTally();
  private readonly errors: RecordFailure[] = [];
  private batch: RecordBatch | undefined;
  /** Position in the body of each record of the open batch. */
  private indexes: number[] = [];
  private index = 0;
  private produced = 0;
  private rejected = 0;

  constructor(target: Target, giveUp: AbortSignal) {
    this.dispatcher = new Dispatcher<readonly number[]>(target, {
      batchBytes: BATCH_BYTES,
      inFlight: IN_FLIGHT,
      giveUp,
      onStall: () => undefined,
      onAcknowledged: (batch, reports, indexes) => this.acknowledge(batch, reports, indexes),
    });
  }

  isFull(rows: RowReader): boolean {
    return this.batch === undefined || (this.batch.count > 0 && !this.batch.hasRoom(rows.worstSize));
  }

  async turn(): Promise<void> {
    this.send();
    this.batch ??= await this.dispatcher.acquire();
  }

  add(rows: RowReader): void {
    const { batch } = this;
    if (batch === undefined) throw new RangeError('no batch is open');
    batch.makeRoom(rows.worstSize);
    const problem = rows.write(batch);
    if (problem === undefined) this.indexes.push(this.index++);
    else this.reject(rows.line, problem);
  }

  reject(line: number, error: SluiceError | undefined): void {
    this.note(this.index++, line, error);
  }

  async finish(): Promise<Received> {
    this.send();
    await this.dispatcher.drain();
    const { produced, rejected, errors } = this;
    return { produced, rejected, errors: errors.sort((a, b) => a.index - b.index), partitions: this.tally.list() };
  }

  private send(): void {
    const { batch, indexes } = this;
    if (batch === undefined || batch.count === 0) return;
    this.batch = undefined;
    this.indexes = [];
    this.dispatcher.dispatch(batch, indexes);
  }

  private note(index: number, line: number, error: SluiceError | undefined): void {
    this.rejected += 1;
    if (error === undefined || this.errors.length >= MAX_LISTED) return;
    this.errors.push({ index, line, code: error.code, message: error.message });
  }

  private acknowledge(batch: RecordBatch, reports: readonly DeliveryReport[], indexes: readonly number[]): void {
    for (const [position, report] of reports.entries()) {
      this.tally.add(report);
      if (report.error === undefined) this.produced += 1;
      else this.note(indexes[position] ?? 0, batch.lines[position] ?? 0, report.error);
    }
  }
}
