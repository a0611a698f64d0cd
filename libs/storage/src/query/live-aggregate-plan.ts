import { type AggregatePlan, type AggregateRequest, planAggregate } from './aggregate-plan.js';
import { type LivePlan, planLive } from './live-plan.js';
import type { QueryFields } from './query-field.js';

/** A request for an aggregate that follows its records. */
export type LiveAggregateRequest = Omit<AggregateRequest, 'fill'>;

export interface LiveAggregatePlan {
  readonly aggregate: AggregatePlan;
  /** All changes of the dataset, with the time of their records: one that leaves the filter changes the aggregate too. */
  readonly changes: LivePlan;
  /** The same for plans that send the same. */
  readonly kind: string;
}

/** Checks a request against the fields of its dataset. @throws SluiceError REQUEST_INVALID that names the parameter */
export function planLiveAggregate(
  dataset: string,
  fields: QueryFields,
  request: LiveAggregateRequest,
): LiveAggregatePlan {
  const aggregate = planAggregate(dataset, fields, { ...request, fill: 'none' });
  return {
    aggregate,
    changes: planLive(dataset, fields, { filters: [], fields: [aggregate.time.name] }),
    kind: JSON.stringify(request),
  };
}
