import { FILLS, MEASURES, SERIES_METHODS, type AggregateRequest, type SeriesRequest } from '@sluice/storage';
import { askedFor } from '../request/asked-for.js';
import { parameters } from '../request/parameters.js';
import { selectionOf, selectionParameters } from '../request/selection-parameters.js';

export const aggregateParameters = parameters({
  ...selectionParameters,
  measures: {
    type: 'texts',
    help: `What to compute, separated by commas: ${MEASURES.join(', ')}, or a percentile such as p95, each of a field. \`count\` alone counts records. Default: \`count\`.`,
    example: 'count,avg(V1),p95(V1)',
  },
  by: { type: 'names', help: 'Fields whose values make groups, separated by commas; at most 8.', example: 'V3' },
  window: {
    type: 'text',
    help: 'Windows of time: a length such as `30s`, `5m`, `1h`, `7d`, or `day`, `week`, `month`, `quarter`, `year`.',
    example: 'day',
  },
  zone: { type: 'text', help: 'IANA time zone of days, weeks and longer. Default: UTC.', example: 'Europe/Berlin' },
  fill: {
    type: 'choice',
    oneOf: FILLS,
    default: 'none',
    help: 'What stands in a window without records. Counts are 0 there.',
    example: 'null',
  },
  buckets: {
    type: 'choice',
    oneOf: ['use', 'none'],
    default: 'use',
    help: '`none` computes of the records even where buckets that are kept would do.',
    example: 'none',
  },
});

/** A request for an aggregate, over buckets where there are some that do. */
export interface AggregateQuestion extends AggregateRequest {
  readonly buckets: 'use' | 'none';
}

export const AggregateAsked = askedFor(aggregateParameters, (asked): AggregateQuestion => {
  const { measures, by, window, zone, fill, buckets } = asked.values;
  return { ...selectionOf(asked), measures, by, window, zone, fill, buckets };
});

export const seriesParameters = parameters({
  ...selectionParameters,
  fields: { type: 'names', help: 'Fields of numbers, separated by commas; a series for each.', example: 'V1' },
  points: { type: 'integer', min: 3, max: 10_000, default: 1_000, help: 'Points of a series at most.', example: '500' },
  method: {
    type: 'choice',
    oneOf: SERIES_METHODS,
    default: 'lttb',
    help: '`lttb` keeps the look of the line, `minmax` the smallest and largest of each stretch.',
    example: 'lttb',
  },
});

export const SeriesAsked = askedFor(seriesParameters, (asked): SeriesRequest => {
  const { fields, points, method } = asked.values;
  return { ...selectionOf(asked), fields, points, method };
});
