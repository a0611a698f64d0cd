import type { BucketRequest } from '@sluice/storage';
import { aggregateParameters } from '../aggregates/aggregate-request.js';
import { askedWithoutFilters } from '../request/asked-for.js';
import { parameters } from '../request/parameters.js';

export const bucketParameters = parameters({
  window: { ...aggregateParameters.window, example: '5m' },
  zone: aggregateParameters.zone,
  timeField: {
    type: 'text',
    help: 'Field of dates that windows go by. Default: the timestamp of the record, `_ts`.',
    example: '_ts',
  },
  by: { type: 'names', help: 'Fields whose values make groups; at most 4, of few values.', example: 'V3' },
  fields: { type: 'names', help: 'Fields that can be measured; at most 20.', example: 'V1' },
});

export const BucketsAsked = askedWithoutFilters(bucketParameters, ({ values }): BucketRequest => values);
