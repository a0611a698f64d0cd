import type { Dataset, Figure, Profile } from '../api/answers.js';
import { apiPath } from '../api/client.js';
import { useAnswer } from '../api/use-answer.js';
import { quoteName } from '../format/names.js';
import type { Route } from '../route/route.js';

/**
 * From when to when the records of a route are, in milliseconds; undefined while it is not known. Taken from a sample
 * where the time range leaves an end open, which is good enough to choose windows by.
 */
export function useSpan(
  dataset: Dataset,
  { options }: Route,
  timeField: string,
): readonly [number, number] | undefined {
  const from = instantOf(options.from);
  const to = instantOf(options.to);
  const isOwn = timeField !== '_ts';
  const needsProfile = isOwn && (from === undefined || to === undefined);
  const path = apiPath(dataset.name, 'profile', [
    ['fields', quoteName(timeField)],
    ['sample', '20000'],
  ]);
  const { data } = useAnswer<Profile>(needsProfile ? path : undefined, `${dataset.name} ${timeField}`);
  const numbers = data?.data[0]?.numbers;
  const first = from ?? instantOf(isOwn ? numbers?.min : dataset.timeRange.first);
  const last = to ?? instantOf(isOwn ? numbers?.max : dataset.timeRange.last);
  if (first === undefined || last === undefined) {
    // Without any date there is nothing to wait for.
    return data !== undefined || !isOwn ? [0, 0] : undefined;
  }
  return [first, Math.max(first, last)];
}

function instantOf(text: Figure | undefined): number | undefined {
  const instant = typeof text === 'string' ? Date.parse(text) : Number(text);
  return Number.isNaN(instant) ? undefined : instant;
}
