import { Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import {
  planRecords,
  planSelection,
  type RecordCount,
  RecordCounter,
  RecordReader,
  type RecordsRequest,
  type SelectionRequest,
} from '@sluice/storage';
import { KnownDatasets } from '../known-datasets.js';
import { SlowQueries } from '../manage/slow-queries.js';
import { QueryMetrics } from '../query-metrics.js';

/** The records of the datasets of the catalogue; no other collection can be reached. */
@Injectable()
export class Records {
  constructor(
    private readonly known: KnownDatasets,
    private readonly reader: RecordReader,
    private readonly counter: RecordCounter,
    private readonly slow: SlowQueries,
    private readonly metrics: QueryMetrics,
  ) {}

  /** JSON text of a page. */
  async page(name: string, request: RecordsRequest, signal: AbortSignal): Promise<Buffer> {
    const plan = await this.known.recall(name, ({ fields }) => planRecords(name, fields, request));
    const { json, count } = await this.slow.watch(name, request, () => this.reader.page(plan, { signal }));
    this.metrics.recordsReturned.inc({ dataset: name }, count);
    return json;
  }

  /** JSON text of a record. */
  async one(name: string, id: string, signal: AbortSignal): Promise<Buffer> {
    await this.known.recall(name, () => undefined);
    const json = await this.reader.one(name, id, { signal });
    if (json === undefined) {
      throw new SluiceError('RECORD_UNKNOWN', `reading from ${name}: no record has this id`, { context: { id } });
    }
    this.metrics.recordsReturned.inc({ dataset: name });
    return json;
  }

  async count(
    name: string,
    request: SelectionRequest,
    mode: 'exact' | 'estimated',
    signal: AbortSignal,
  ): Promise<RecordCount> {
    const selection = await this.known.recall(name, ({ fields }) => planSelection(name, fields, request));
    if (mode === 'estimated') return this.counter.roughly(selection, { signal });
    return this.slow.watch(name, request, () => this.counter.exactly(selection, { signal }));
  }
}
