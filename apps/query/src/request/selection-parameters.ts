import type { SelectionRequest } from '@sluice/storage';
import { type Asked, parameters } from './parameters.js';

/** Which records; every other parameter of a URL is a filter, in a body they are in `where`. */
export const selectionParameters = parameters({
  from: { type: 'text', help: 'Begin of the time range, inclusive.', example: '2015-01-01T00:00:00Z' },
  to: { type: 'text', help: 'End of the time range, exclusive.', example: '2035-01-01T00:00:00Z' },
  timeField: {
    type: 'text',
    help: 'Field of dates that `from` and `to` are about. Default: the timestamp of the record, `_ts`.',
    example: '_ts',
  },
});

export function selectionOf({ values, filters }: Asked<typeof selectionParameters>): SelectionRequest {
  return { filters, from: values.from, to: values.to, timeField: values.timeField };
}
