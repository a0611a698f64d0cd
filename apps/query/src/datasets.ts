import { Injectable } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import { nearest } from '@sluice/settings';
import { type CompiledSchema, compileSchema } from '@sluice/schema';
import {
  DatasetCatalog,
  type DatasetEntry,
  type DatasetStatistics,
  planRecords,
  QueryFields,
  RecordReader,
  type RecordsRequest,
} from '@sluice/storage';
import { DatasetDto, DatasetListDto, DatasetSummaryDto, TimeRangeDto } from './dataset.dto.js';
import { QueryMetrics } from './query-metrics.js';

const KEPT_SCHEMAS = 256;
const ADDED: ReadonlySet<string> = new Set(['_id', '_ts', '_key']);

/** The datasets of the catalogue; no other collection can be reached. */
@Injectable()
export class Datasets {
  private readonly schemas = new Map<string, CompiledSchema>();

  constructor(
    private readonly catalog: DatasetCatalog,
    private readonly reader: RecordReader,
    private readonly metrics: QueryMetrics,
  ) {}

  async list(signal: AbortSignal): Promise<DatasetListDto> {
    const entries = await this.catalog.list();
    return { data: await Promise.all(entries.map((entry) => this.summary(entry, signal))) };
  }

  async describe(name: string, signal: AbortSignal): Promise<DatasetDto> {
    const entry = await this.find(name);
    const statistics = await this.reader.statistics(name, { signal });
    const { topics, connector, schemaText, fingerprint } = entry;
    return {
      name,
      count: statistics.estimatedCount,
      topics,
      connector,
      timeRange: timeRange(statistics),
      fields: this.fields(entry)
        .list()
        .map(({ name, types, date }) => ({
          name,
          types: [...types],
          ...(date ? { format: date } : {}),
          isAdded: ADDED.has(name),
        })),
      ...(schemaText === undefined ? {} : { schema: JSON.parse(schemaText) as unknown }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    };
  }

  /** JSON text of a page. */
  async records(name: string, request: RecordsRequest, signal: AbortSignal): Promise<Buffer> {
    const plan = planRecords(name, this.fields(await this.find(name)), request);
    const { json, count } = await this.reader.page(plan, { signal });
    this.metrics.recordsReturned.inc({ dataset: name }, count);
    return json;
  }

  /** JSON text of a record. */
  async record(name: string, id: string, signal: AbortSignal): Promise<Buffer> {
    await this.find(name);
    const json = await this.reader.one(name, id, { signal });
    if (json === undefined) {
      throw new SluiceError('RECORD_UNKNOWN', `reading from ${name}: no record has this id`, { context: { id } });
    }
    this.metrics.recordsReturned.inc({ dataset: name });
    return json;
  }

  private async summary(entry: DatasetEntry, signal: AbortSignal): Promise<DatasetSummaryDto> {
    const { name, topics } = entry;
    const statistics = await this.reader.statistics(name, { signal });
    const fields = this.fields(entry).names().length - ADDED.size;
    return { name, count: statistics.estimatedCount, fields, topics, timeRange: timeRange(statistics) };
  }

  private async find(name: string): Promise<DatasetEntry> {
    const entry = await this.catalog.find(name);
    if (entry) return entry;
    const names = (await this.catalog.list()).map((one) => one.name);
    const near = nearest(name, names);
    throw new SluiceError('DATASET_UNKNOWN', `looking up dataset "${name}"${near ? `: did you mean "${near}"?` : ''}`, {
      context: { dataset: name, ...(near ? { example: near } : {}) },
    });
  }

  private fields(entry: DatasetEntry): QueryFields {
    return new QueryFields(entry, this.schema(entry));
  }

  private schema({ fingerprint, schemaText }: DatasetEntry): CompiledSchema | undefined {
    if (fingerprint === undefined || schemaText === undefined) return undefined;
    let schema = this.schemas.get(fingerprint);
    if (!schema) {
      schema = compileSchema(JSON.parse(schemaText) as Record<string, unknown>); // the catalogue holds object schemas
      for (const oldest of this.schemas.keys()) if (this.schemas.size >= KEPT_SCHEMAS) this.schemas.delete(oldest);
      this.schemas.set(fingerprint, schema);
    }
    return schema;
  }
}

function timeRange({ first, last }: DatasetStatistics): TimeRangeDto {
  return { ...(first ? { first: first.toISOString() } : {}), ...(last ? { last: last.toISOString() } : {}) };
}
