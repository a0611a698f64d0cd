import type { SluiceError } from '@sluice/contracts';
import type { DeliveryReport } from '@sluice/kafka';
import type { RecordBatch } from '../rows/record-batch.js';
import type { RowReader } from '../rows/row-reader.js';
import type { FileProgress } from './checkpoint.js';
import { Dispatcher, type Target } from './dispatcher.js';
import type { InputFile } from './inputs.js';
import type { LineFile } from './line-file.js';
import type { Rejects } from './rejects.js';
import type { PartitionTally } from './summary.js';

/** What moves while a file is produced; the progress bar reads it. Rows and produced include an earlier run's. */
export interface FileCounts {
  rows: number;
  produced: number;
  /** Bytes taken from the file on disk. */
  consumed: number;
  /** Bytes of rows read in this run, uncompressed. */
  bytes: number;
}

export interface SenderOptions {
  readonly file: InputFile;
  readonly target: Target;
  /** Where an earlier run got to. */
  readonly from?: FileProgress;
  readonly batchBytes: number;
  readonly inFlight: number;
  readonly rejects: Rejects;
  readonly tally: PartitionTally;
  readonly report?: LineFile;
  readonly counts: FileCounts;
  /** Told, in order, the points before which every row is acknowledged or a reject. */
  readonly onProgress: (progress: FileProgress) => void;
  readonly onStall: (seconds: number) => void;
  /** Ends waiting for acknowledgements. */
  readonly giveUp: AbortSignal;
}

type Point = Pick<FileProgress, 'offset' | 'line'>;

/** Bytes that a record costs on the wire beside its value: key, lengths, header. */
const RECORD_OVERHEAD = 80;

/** Gathers the rows of one file into batches, sends them, and keeps the books of what was acknowledged. */
export class BatchSender {
  private readonly dispatcher: Dispatcher<FileProgress>;
  private batch: RecordBatch | undefined;
  private refused = 0;

  constructor(private readonly options: SenderOptions) {
    this.dispatcher = new Dispatcher<FileProgress>(options.target, {
      batchBytes: options.batchBytes,
      inFlight: options.inFlight,
      onStall: options.onStall,
      giveUp: options.giveUp,
      onAcknowledged: (batch, reports, mark) => this.acknowledge(batch, reports, mark),
    });
  }

  /** Whether the present row needs another batch. */
  isFull(rows: RowReader): boolean {
    const { batch } = this;
    if (batch === undefined) return true;
    if (batch.count === 0) return !batch.hasRoom(rows.worstSize);
    return batch.used + batch.count * RECORD_OVERHEAD >= this.options.batchBytes || !batch.hasRoom(rows.worstSize);
  }

  /** Sends the batch and takes an empty one, waiting while too many are in flight. `point` is behind its last row. */
  async turn(point: Point): Promise<void> {
    this.send(point, false);
    this.batch ??= await this.dispatcher.acquire();
  }

  /** Adds the present row. @returns why it is none */
  add(rows: RowReader): SluiceError | undefined {
    const { batch } = this;
    if (batch === undefined) throw new RangeError('no batch is open');
    batch.makeRoom(rows.worstSize);
    return rows.write(batch);
  }

  /** Sends the rest and waits for every acknowledgement. */
  async finish(point: Point, isDone: boolean): Promise<void> {
    this.send(point, isDone);
    await this.dispatcher.drain();
    this.options.rejects.flush();
    this.options.onProgress(this.progress(point, isDone));
  }

  private send(point: Point, isDone: boolean): void {
    const { batch } = this;
    if (batch === undefined || batch.count === 0) return;
    this.batch = undefined;
    this.dispatcher.dispatch(batch, this.progress(point, isDone));
  }

  private progress(point: Point, done: boolean): FileProgress {
    const { counts, rejects, from } = this.options;
    const rejected = (from?.rejected ?? 0) + rejects.count;
    return { offset: point.offset, line: point.line, rows: counts.rows, produced: counts.produced, rejected, done };
  }

  private acknowledge(batch: RecordBatch, reports: readonly DeliveryReport[], mark: FileProgress): void {
    const { counts, rejects, report, tally, file, target } = this.options;
    for (const [index, delivery] of reports.entries()) {
      const line = batch.lines[index] ?? 0;
      tally.add(delivery);
      if (delivery.error !== undefined) {
        this.refused += 1;
        rejects.add(line, delivery.error, batch.value(index).subarray(batch.prefix.length));
        report?.write({ file: file.path, line, topic: target.topic, error: delivery.error.code });
      } else {
        counts.produced += 1;
        const offset = Number(delivery.offset);
        report?.write({ file: file.path, line, topic: target.topic, partition: delivery.partition, offset });
      }
    }
    rejects.flush();
    report?.flush();
    this.options.onProgress({ ...mark, produced: counts.produced, rejected: mark.rejected + this.refused });
  }
}
