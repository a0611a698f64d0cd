import type { DeliveryReport } from '@sluice/kafka';
import { Dispatcher, type Target } from '../produce/dispatcher.js';
import { type PartitionSummary, PartitionTally } from '../produce/summary.js';
import type { RecordBatch } from '../rows/record-batch.js';
import { type Cell, type Dataset, jsonLine } from './dataset.js';
import { Pace } from './pace.js';

interface SendOptions {
  readonly rate?: number;
  readonly batchBytes: number;
  readonly inFlight: number;
  readonly onStall: (seconds: number) => void;
  readonly signal: AbortSignal;
  readonly giveUp: AbortSignal;
}

export interface SendResult {
  readonly rows: number;
  readonly produced: number;
  readonly rejected: number;
  readonly partitions: readonly PartitionSummary[];
}

/** A paced stream sends what it has at least this often. */
const LINGER_ROWS_A_SECOND = 20;

/** Sends rows to a topic as JSON, at most `rate` a second, and waits for every acknowledgement. */
export async function sendRows(
  dataset: Dataset,
  rows: Iterable<readonly Cell[]>,
  target: Target,
  options: SendOptions,
): Promise<SendResult> {
  const tally = new PartitionTally();
  let [count, produced, rejected] = [0, 0, 0];
  const onAcknowledged = (_batch: RecordBatch, reports: readonly DeliveryReport[]): void => {
    for (const report of reports) {
      tally.add(report);
      if (report.error !== undefined) rejected += 1;
      else produced += 1;
    }
  };
  const dispatcher = new Dispatcher<undefined>(target, { ...options, onAcknowledged });
  const text = jsonLine(dataset);
  const keyColumn = dataset.columns.findIndex(({ name }) => name === dataset.key);
  const pace = new Pace(options.rate, options.signal);
  const linger = Math.max(1, Math.floor((options.rate ?? 0) / LINGER_ROWS_A_SECOND));
  let batch = await dispatcher.acquire();
  for (const row of rows) {
    if (options.signal.aborted) break;
    const value = text(row);
    const isDue = options.rate !== undefined && batch.count >= linger;
    if (isDue || (batch.count > 0 && !batch.hasRoom(value.length * 3))) {
      dispatcher.dispatch(batch, undefined);
      batch = await dispatcher.acquire();
    }
    batch.makeRoom(value.length * 3);
    const at = batch.open();
    const key = keyColumn < 0 ? undefined : String(row[keyColumn]);
    batch.close(at + batch.bytes.write(value, at), key, (count += 1));
    if (pace.isAhead(count)) await pace.wait(count);
  }
  if (batch.count > 0) dispatcher.dispatch(batch, undefined);
  await dispatcher.drain();
  return { rows: count, produced, rejected, partitions: tally.list() };
}
