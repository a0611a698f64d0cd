import { invalidParameter } from './invalid-parameter.js';
import { knownField } from './known-field.js';
import type { QueryField, QueryFields } from './query-field.js';
import { planSelection, type Selection, type SelectionRequest } from './selection.js';
import { distinctNames } from './split-list.js';

/** A request for a profile, not yet checked against the dataset. */
export interface ProfileRequest extends SelectionRequest {
  /** Lists of fields; by default all. */
  readonly fields?: readonly string[] | undefined;
  /** Records to look at. */
  readonly sample: number;
  readonly correlations: boolean;
}

export interface ProfilePlan extends Selection {
  readonly fields: readonly QueryField[];
  readonly sample: number;
  readonly correlations: boolean;
}

/** Records times fields: what a profile holds in memory, at 8 bytes each. */
const MAX_CELLS = 5_000_000;

/** Checks a request against the fields of its dataset. @throws SluiceError REQUEST_INVALID that names the parameter */
export function planProfile(dataset: string, fields: QueryFields, request: ProfileRequest): ProfilePlan {
  const { sample, correlations } = request;
  const names = distinctNames(request.fields);
  const chosen = names.length === 0 ? fields.list() : names.map((name) => knownField(fields, name, 'fields'));
  if (chosen.length * sample > MAX_CELLS) {
    const most = Math.floor(MAX_CELLS / chosen.length);
    throw invalidParameter('sample', `at most ${most} records of ${chosen.length} fields`, String(most));
  }
  return { ...planSelection(dataset, fields, request), fields: chosen, sample, correlations };
}
