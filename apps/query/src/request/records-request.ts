import type { RecordsRequest } from '@sluice/storage';
import { askedFor } from './asked-for.js';
import { type Asked, parameters } from './parameters.js';
import { selectionOf, selectionParameters } from './selection-parameters.js';

export const recordsParameters = parameters({
  ...selectionParameters,
  fields: {
    type: 'names',
    help: 'Fields to send, separated by commas; repeatable. Default: all.',
    example: '_id,_ts',
  },
  sort: {
    type: 'sort',
    help: 'Fields to sort by, separated by commas, `-` for descending. Default: `_ts`.',
    example: '-_ts',
  },
  limit: { type: 'integer', min: 1, max: 1_000, default: 100, help: 'Records in a page.', example: '10' },
  cursor: { type: 'cursor', help: '`page.next` of the page before.', example: 'page.next' },
});

export function recordsRequestOf(asked: Asked<typeof recordsParameters>): RecordsRequest {
  const { fields, sort, limit, cursor } = asked.values;
  return { ...selectionOf(asked), fields, sort, limit, cursor };
}

/** The request for a page of records. */
export const RecordsAsked = askedFor(recordsParameters, recordsRequestOf);
