import { type Projection, projectionOf } from '../read/projection.js';
import { invalidParameter } from './invalid-parameter.js';
import { knownField } from './known-field.js';
import type { QueryFields } from './query-field.js';
import { planSelection, type Selection, type SelectionRequest } from './selection.js';
import { splitNames } from './split-list.js';

/** A request for records as they come, not yet checked against the dataset. */
export interface LiveRequest extends SelectionRequest {
  /** Lists of fields to send. */
  readonly fields?: readonly string[] | undefined;
  /** Id of the last event that the client has had. */
  readonly lastEventId?: string | undefined;
}

export interface LivePlan extends Selection {
  readonly projection?: Projection;
  /** Position in the history of changes after which to begin; absent for now. */
  readonly after?: string;
  /** The same for plans that send the same. */
  readonly kind: string;
}

/** Checks a request against the fields of its dataset. @throws SluiceError REQUEST_INVALID that names the parameter */
export function planLive(dataset: string, fields: QueryFields, request: LiveRequest): LivePlan {
  const { lastEventId } = request;
  if (lastEventId !== undefined && !/^[\dA-F]{16,1024}$/i.test(lastEventId)) {
    throw invalidParameter('Last-Event-ID', 'the id of an event of this stream', '82…');
  }
  const wanted = request.fields?.flatMap(splitNames).map((name) => knownField(fields, name, 'fields').path) ?? [];
  const { filters, from, to, timeField } = request;
  return {
    ...planSelection(dataset, fields, request),
    ...(wanted.length === 0 ? {} : { projection: projectionOf(wanted) }),
    ...(lastEventId === undefined ? {} : { after: lastEventId }),
    kind: JSON.stringify([filters, from, to, timeField, wanted]),
  };
}
