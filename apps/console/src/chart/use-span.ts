import type { Dataset, Figure, Profile } from '../api/answers.js';
import { apiPath } from '../api/client.js';
import type { Problem } from '../api/problem.js';
import { useAnswer } from '../api/use-answer.js';
import { quoteName } from '../format/names.js';
import type { Route } from '../route/route.js';

export interface Span {
  /** In milliseconds; undefined while it is not known. */
  readonly span: readonly [number, number] | undefined;
  /** Why it does not become known. */
  readonly problem: Problem | undefined;
  readonly reload: () => void;
}

/**
 * From when to when the records of a route are. Taken from a sample where the time range leaves an end open, which is
 * good enough to choose windows by.
 */
export function useSpan(dataset: Dataset, { options }: Route, timeField: string): Span {
  const from = instantOf(options.from);
  const to = instantOf(options.to);
  const isOwn = timeField !== '_ts';
  const needsProfile = isOwn && (from === undefined || to === undefined);
  const path = apiPath(dataset.name, 'profile', [
    ['fields', quoteName(timeField)],
    ['sample', '20000'],
  ]);
  const { data, problem, reload } = useAnswer<Profile>(needsProfile ? path : undefined, `${dataset.name} ${timeField}`);
  const numbers = data?.data[0]?.numbers;
  const first = from ?? instantOf(isOwn ? numbers?.min : dataset.timeRange.first);
  const newest = to ?? instantOf(isOwn ? numbers?.max : dataset.timeRange.last);
  // From a time on that the newest record is before: until now.
  const isAhead = from !== undefined && newest !== undefined && newest < from;
  const last = isAhead ? Math.max(from, Date.now()) : newest;
  const isKnown = first !== undefined && last !== undefined;
  // Without any date there is nothing to wait for.
  const hasNone = !isKnown && (data !== undefined || !isOwn);
  const span = isKnown ? ([first, Math.max(first, last)] as const) : hasNone ? ([0, 0] as const) : undefined;
  return { span, problem: span === undefined ? problem : undefined, reload };
}

function instantOf(text: Figure | undefined): number | undefined {
  const instant = typeof text === 'string' ? Date.parse(text) : Number(text);
  return Number.isNaN(instant) ? undefined : instant;
}
