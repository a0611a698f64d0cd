import type { IndexRequest } from '@sluice/storage';
import { askedWithoutFilters } from '../request/asked-for.js';
import { parameters } from '../request/parameters.js';

export const indexParameters = parameters({
  fields: {
    type: 'sort',
    help: 'Fields in their order, `-` before one for descending; up to 8.',
    example: 'V1',
  },
  latest: {
    type: 'text',
    help: 'In place of fields: the field whose latest records are to be found.',
    example: '_key',
  },
});

export const IndexAsked = askedWithoutFilters(indexParameters, ({ values }): IndexRequest => values);

export const retentionParameters = parameters({
  seconds: {
    type: 'integer',
    min: 60,
    max: 2_147_483_647,
    help: 'Records are removed this long after their timestamp; MongoDB looks once a minute.',
    example: '31536000',
  },
  confirm: {
    type: 'text',
    help: 'The name of the dataset, since records will be removed for good.',
    example: 'occupancy',
  },
});

export interface RetentionRequest {
  readonly seconds: number | undefined;
  readonly confirm: string | undefined;
}

export const RetentionAsked = askedWithoutFilters(retentionParameters, ({ values }): RetentionRequest => values);

export const renameParameters = parameters({
  to: {
    type: 'text',
    help: 'The new name: letters, digits, `.`, `_` and `-`; at most 120.',
    example: 'occupancy-2015',
  },
});

export const RenameAsked = askedWithoutFilters(renameParameters, ({ values }) => values.to);

export const dropParameters = parameters({
  confirm: {
    type: 'text',
    help: 'The name of the dataset once more: it is removed with all its records, for good.',
    example: 'occupancy',
  },
});

/** Of the URL, since a DELETE has no body. */
export const DropAsked = askedWithoutFilters(dropParameters, ({ values }) => values.confirm);
