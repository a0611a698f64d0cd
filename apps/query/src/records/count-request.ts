import { askedFor } from '../request/asked-for.js';
import { parameters } from '../request/parameters.js';
import { selectionOf, selectionParameters } from '../request/selection-parameters.js';

export const countParameters = parameters({
  ...selectionParameters,
  mode: {
    type: 'choice',
    oneOf: ['exact', 'estimated'],
    default: 'exact',
    help:
      '`exact` counts; `estimated` takes the metadata of the collection, or where there are filters and the dataset is ' +
      'large, a random sample.',
    example: 'estimated',
  },
});

export const CountAsked = askedFor(countParameters, (asked) => ({
  selection: selectionOf(asked),
  mode: asked.values.mode,
}));
export interface CountRequest {
  readonly selection: ReturnType<typeof selectionOf>;
  readonly mode: 'exact' | 'estimated';
}
