import type { ProfileRequest } from '@sluice/storage';
import { askedFor } from '../request/asked-for.js';
import { parameters } from '../request/parameters.js';
import { recordsParameters } from '../request/records-request.js';
import { selectionOf, selectionParameters } from '../request/selection-parameters.js';

export const profileParameters = parameters({
  ...selectionParameters,
  fields: { ...recordsParameters.fields, help: 'Fields to look at, separated by commas. Default: all.' },
  sample: {
    type: 'integer',
    min: 1,
    max: 100_000,
    default: 10_000,
    help: 'Records to look at; random ones where the dataset has more.',
    example: '1000',
  },
  correlations: { type: 'flag', default: false, help: 'Also how fields of numbers go together.', example: 'true' },
  maxAge: {
    type: 'integer',
    min: 0,
    max: 86_400,
    default: 300,
    help: 'How old an answer may be that was given before, in seconds.',
    example: '60',
  },
});

export interface ProfileAskedFor {
  readonly request: ProfileRequest;
  readonly maxAgeSeconds: number;
}

export const ProfileAsked = askedFor(profileParameters, (asked): ProfileAskedFor => {
  const { fields, sample, correlations, maxAge } = asked.values;
  return { request: { ...selectionOf(asked), fields, sample, correlations }, maxAgeSeconds: maxAge };
});
