import type { Dataset, Field } from '../api/answers.js';
import type { Parameters } from '../api/client.js';
import type { Route } from '../route/route.js';
import { parameterOf } from './filters.js';

/** Which records a route is about, as parameters of the API. */
export function selectionOf({ filters, options }: Route, defaultTime?: string): Parameters {
  const { from, to, timeField = defaultTime } = options;
  return [
    ...filters.map((filter) => [parameterOf(filter), filter.value] as const),
    ...(from === undefined ? [] : [['from', from] as const]),
    ...(to === undefined ? [] : [['to', to] as const]),
    ...(timeField === undefined || timeField === '_ts' ? [] : [['timeField', timeField] as const]),
  ];
}

/** The fields that a range of time can be about. */
export function timeFieldsOf({ fields }: Dataset): Field[] {
  return fields.filter(({ name, format, isNested }) => (format !== undefined && !isNested) || name === '_ts');
}

/** The field of dates that the records are about: their own first one, else when they were recorded. */
export function timeFieldOf(dataset: Dataset): string {
  return timeFieldsOf(dataset).find(({ isAdded }) => !isAdded)?.name ?? '_ts';
}
