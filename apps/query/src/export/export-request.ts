import type { RecordsRequest } from '@sluice/storage';
import { askedFor } from '../request/asked-for.js';
import { parameters } from '../request/parameters.js';
import { recordsParameters } from '../request/records-request.js';
import { selectionOf, selectionParameters } from '../request/selection-parameters.js';

export const EXPORT_FORMATS = ['csv', 'ndjson', 'parquet', 'arrow'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportRequest {
  readonly records: RecordsRequest;
  readonly format: ExportFormat;
  readonly after: string | undefined;
  readonly limit: number | undefined;
}

export const exportParameters = parameters({
  format: { type: 'choice', oneOf: EXPORT_FORMATS, default: 'csv', help: 'Kind of file.', example: 'csv' },
  ...selectionParameters,
  fields: { ...recordsParameters.fields, help: 'Columns, in this order, separated by commas. Default: all.' },
  sort: recordsParameters.sort,
  limit: { type: 'integer', min: 1, max: 1_000_000_000_000, help: 'Records at most. Default: all.', example: '1000' },
  after: {
    type: 'cursor',
    help: 'Goes on after the record with this `_id`, with the same filters and sort: the last one of a file that was cut off.',
    example: 'occupancy#0#0',
  },
});

export const ExportAsked = askedFor(exportParameters, (asked): ExportRequest => {
  const { format, fields, sort, limit, after } = asked.values;
  return { records: { ...selectionOf(asked), fields, sort, limit: 1 }, format, after, limit };
});
