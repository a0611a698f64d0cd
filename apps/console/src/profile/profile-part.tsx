import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Dataset, Field, Profile } from '../api/answers.js';
import { apiPath } from '../api/client.js';
import { useAnswer } from '../api/use-answer.js';
import { useTold } from '../filter/faults.js';
import type { Filter } from '../filter/filters.js';
import { selectionOf } from '../filter/selection.js';
import { joinNames } from '../format/names.js';
import type { Route } from '../route/route.js';
import { changed, FROM_THE_START, go } from '../route/use-route.js';
import { NoMatch } from '../ui/no-match.js';
import { Notice } from '../ui/notice.js';
import { FieldCard } from './field-card.js';

interface ProfilePartProps {
  readonly dataset: Dataset;
  readonly route: Route;
  readonly fields: readonly Field[];
  /** Above 0 what was kept does not do; another number asks again. */
  readonly round: number;
  /** The first part says what is true of all. */
  readonly isFirst: boolean;
  readonly onAnswer: ((profile: Profile | undefined) => void) | undefined;
}

/** Cards of some fields. */
export function ProfilePart({ dataset, route, fields, round, isFirst, onAnswer }: ProfilePartProps): JSX.Element {
  const path = apiPath(dataset.name, 'profile', [
    ...selectionOf(route),
    ['fields', joinNames(fields.map(({ name }) => name))],
    ...(round === 0 ? [] : [['maxAge', '0'] as const]),
  ]);
  const { data, problem, isLoading, reload } = useAnswer<Profile>(path, dataset.name);
  const isTold = useTold(problem, route);
  useEffect(() => {
    if (round > 1) reload();
  }, [round, reload]);
  useEffect(() => onAnswer?.(data), [data, onAnswer]);
  const narrow = (filters: readonly Filter[]): void =>
    go(changed(route, { filters: [...route.filters, ...filters], options: FROM_THE_START }));
  if (data?.sample.records === 0 && !problem) return <>{isFirst && <NoMatch route={route} />}</>;
  return (
    <>
      {problem && !isTold && <Notice problem={problem} onRetry={reload} />}
      <div class={`cards ${isLoading ? 'is-loading' : ''}`} aria-busy={isLoading}>
        {fields.map((field) => {
          const profile = data?.data.find((one) => one.field === field.name);
          if (data && profile) {
            return (
              <FieldCard
                key={field.name}
                field={field}
                profile={profile}
                records={data.sample.records}
                onNarrow={narrow}
              />
            );
          }
          return problem ? null : (
            <article class="card field-card" key={field.name} aria-hidden="true">
              <h2>{field.name}</h2>
              <div class="skeleton histogram-place" />
              <div class="skeleton" />
            </article>
          );
        })}
      </div>
    </>
  );
}
