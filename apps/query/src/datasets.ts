import { Injectable } from '@nestjs/common';
import { type DatasetStatistics, RecordReader } from '@sluice/storage';
import { DatasetDto, DatasetListDto, DatasetSummaryDto, TimeRangeDto } from './dataset.dto.js';
import { type KnownDataset, KnownDatasets } from './known-datasets.js';

const ADDED: ReadonlySet<string> = new Set(['_id', '_ts', '_key']);

/** The datasets of the catalogue; no other collection can be reached. */
@Injectable()
export class Datasets {
  constructor(
    private readonly known: KnownDatasets,
    private readonly reader: RecordReader,
  ) {}

  async list(isShown: (name: string) => boolean, signal: AbortSignal): Promise<DatasetListDto> {
    const all = (await this.known.list()).filter(({ entry }) => isShown(entry.name));
    return { data: await Promise.all(all.map((one) => this.summary(one, signal))) };
  }

  async describe(name: string, signal: AbortSignal): Promise<DatasetDto> {
    const { entry, fields } = await this.known.find(name);
    const statistics = await this.reader.statistics(name, { signal });
    const { topics, connector, schemaText, fingerprint } = entry;
    return {
      name,
      count: statistics.estimatedCount,
      topics,
      connector,
      timeRange: timeRange(statistics),
      fields: fields.list().map(({ name, types, date }) => ({
        name,
        types: [...types],
        ...(date ? { format: date } : {}),
        isAdded: ADDED.has(name),
      })),
      ...(schemaText === undefined ? {} : { schema: JSON.parse(schemaText) as unknown }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    };
  }

  private async summary({ entry, fields }: KnownDataset, signal: AbortSignal): Promise<DatasetSummaryDto> {
    const { name, topics } = entry;
    const statistics = await this.reader.statistics(name, { signal });
    const own = fields.names().length - ADDED.size;
    return { name, count: statistics.estimatedCount, fields: own, topics, timeRange: timeRange(statistics) };
  }
}

function timeRange({ first, last }: DatasetStatistics): TimeRangeDto {
  return { ...(first ? { first: first.toISOString() } : {}), ...(last ? { last: last.toISOString() } : {}) };
}
