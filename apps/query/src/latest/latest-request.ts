import type { LatestRequest } from '@sluice/storage';
import { askedWithoutFilters } from '../request/asked-for.js';
import { parameters } from '../request/parameters.js';
import { recordsParameters } from '../request/records-request.js';

export const latestParameters = parameters({
  key: { type: 'texts', help: 'A key; repeatable, up to 1,000 of them. Default: all keys.', example: '1' },
  by: { type: 'text', help: 'Field whose values are the keys. Default: the key of the record, `_key`.', example: 'V3' },
  fields: recordsParameters.fields,
  limit: {
    type: 'integer',
    min: 1,
    max: 1_000,
    help: 'Keys in a page. Default: as many as are asked for by name, else 100.',
    example: '10',
  },
  cursor: recordsParameters.cursor,
});

export const LatestAsked = askedWithoutFilters(latestParameters, ({ values }): LatestRequest => {
  const { key: keys, by, fields, limit, cursor } = values;
  return { keys, by, fields, limit: limit ?? (keys === undefined ? 100 : 1_000), cursor };
});
