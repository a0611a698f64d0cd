import { Injectable } from '@nestjs/common';
import { Logger } from '@sluice/runtime';
import {
  ArrowFormat,
  type Column,
  CsvFormat,
  Exporter,
  NdjsonFormat,
  ParquetFormat,
  planRecords,
  type RecordFormat,
  type RecordsPlan,
} from '@sluice/storage';
import { Readable } from 'node:stream';
import { KnownDatasets } from '../known-datasets.js';
import { SlowQueries } from '../manage/slow-queries.js';
import { QueryMetrics } from '../query-metrics.js';
import type { ExportFormat, ExportRequest } from './export-request.js';

/** A file on its way: its first bytes are there, so that it did not fail at once. */
export interface ExportedFile {
  readonly stream: Readable;
  readonly type: string;
  readonly extension: string;
}

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.stream',
};
const READ_AHEAD_BYTES = 256 * 1024;

/** Files of records, written while they are read. */
@Injectable()
export class Exports {
  constructor(
    private readonly known: KnownDatasets,
    private readonly exporter: Exporter,
    private readonly slow: SlowQueries,
    private readonly metrics: QueryMetrics,
    private readonly logger: Logger,
  ) {}

  async file(name: string, request: ExportRequest, signal: AbortSignal): Promise<ExportedFile> {
    const { format, after, limit } = request;
    const { plan, columns } = await this.known.recall(name, ({ fields }) => {
      const planned = planRecords(name, fields, request.records);
      return { plan: planned, columns: uniqueColumns(planned.columns ?? fields.list()) };
    });
    const bytes = this.exporter.bytes(plan, writerOf(format, plan, columns), {
      signal,
      after,
      limit,
      onRecords: (count) => this.metrics.recordsReturned.inc({ dataset: name }, count),
    });
    // Later ones wait for whoever takes them.
    const first = await this.slow.watch(name, request.records, () => bytes.next());
    const stream = Readable.from(this.chain(name, first, bytes, signal), {
      objectMode: false,
      highWaterMark: READ_AHEAD_BYTES,
    });
    return { stream, type: TYPES[format], extension: format };
  }

  private async *chain(
    name: string,
    first: IteratorResult<Uint8Array, void>,
    rest: AsyncGenerator<Uint8Array, void, undefined>,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      if (!first.done && first.value.length > 0) yield first.value;
      for await (const part of rest) if (part.length > 0) yield part;
    } catch (error) {
      // The status is sent: what is left is to break the reply off, and to tell here why.
      if (!signal.aborted && error instanceof Error) this.logger.warn(error, { dataset: name }, 'export');
      throw error;
    } finally {
      await rest.return();
    }
  }
}

function writerOf(format: ExportFormat, { projection }: RecordsPlan, columns: readonly Column[]): RecordFormat {
  switch (format) {
    case 'csv':
      return new CsvFormat(columns);
    case 'ndjson':
      return new NdjsonFormat(projection);
    case 'parquet':
      return new ParquetFormat(columns);
    default:
      return new ArrowFormat(columns);
  }
}

/** A column that is asked for twice is one. */
function uniqueColumns(columns: readonly Column[]): Column[] {
  return [...new Map(columns.map((column) => [column.name, column])).values()];
}
