import type { Connection } from 'mongoose';
import type { RecordsPlan } from '../../query/records-plan.js';
import { readingError, type ReadOptions } from '../reading.js';
import { planAfterRecord, recordBatches } from './record-batches.js';
import type { RecordFormat } from './record-format.js';

export interface ExportOptions extends ReadOptions {
  /** Id of the last record that somebody who was cut off has seen. */
  readonly after?: string | undefined;
  /** Records at most; all by default. */
  readonly limit?: number | undefined;
  /** Called with the number of records of each batch that is on its way. */
  readonly onRecords?: (count: number) => void;
}

/** Small, so that what waits for the garbage collector stays small. */
const BATCH_BYTES = 256 * 1024;

/** Writes the records of a plan as a file of any length, holding no more of it in memory than a few megabytes. */
export class Exporter {
  /** @param maxTimeMS time for one export */
  constructor(
    private readonly connection: Connection,
    private readonly maxTimeMS: number,
  ) {}

  /**
   * The bytes of the file in order. Whoever takes them slowly holds the store back; whoever stops ends the query.
   * @throws SluiceError transient while MongoDB is away or too slow, before the first bytes or in between
   */
  async *bytes(
    plan: RecordsPlan,
    format: RecordFormat,
    options: ExportOptions,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { signal, after, limit, onRecords } = options;
    const { maxTimeMS, connection } = this;
    try {
      const from =
        after === undefined
          ? plan
          : await planAfterRecord(connection, plan, after, maxTimeMS, signal ? { signal } : {});
      const head = format.head();
      let isFirst = true;
      const limits = {
        maxTimeMS,
        batchBytes: BATCH_BYTES,
        ...(signal ? { signal } : {}),
        ...(limit === undefined ? {} : { limit }),
      };
      for await (const batch of recordBatches(connection, from, limits)) {
        const body = format.write(batch);
        yield isFirst ? Buffer.concat([head, body]) : body;
        isFirst = false;
        onRecords?.(batch.count);
      }
      yield format.tail();
    } catch (error) {
      throw readingError(error, plan.dataset, signal);
    }
  }
}
