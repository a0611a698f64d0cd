import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Dataset } from './api/answers.js';
import { apiPath } from './api/client.js';
import type { Problem } from './api/problem.js';
import { useAnswer } from './api/use-answer.js';
import { ChartView } from './chart/chart-view.js';
import { FaultsProvider } from './filter/faults.js';
import { FilterBar } from './filter/filter-bar.js';
import { formatCount } from './format/number.js';
import { withNested } from './nested-fields.js';
import { LiveView } from './live/live-view.js';
import { ProfileView } from './profile/profile-view.js';
import { RecordsView } from './records/records-view.js';
import { formatRoute, type Route, type View, VIEWS } from './route/route.js';
import { changed, FROM_THE_START, go } from './route/use-route.js';
import { Notice } from './ui/notice.js';
import { useKeys } from './ui/use-keys.js';
import type { ViewProps } from './view-props.js';

const TITLES: Readonly<Record<View, string>> = { records: 'Records', chart: 'Chart', profile: 'Profile', live: 'Live' };

const PAGES: Readonly<Record<View, (props: ViewProps) => JSX.Element>> = {
  records: RecordsView,
  chart: ChartView,
  profile: ProfileView,
  live: LiveView,
};

/** One dataset: what it is, the filters that all views share, and the view that is asked for. */
export function DatasetPage({ name, route }: { readonly name: string; readonly route: Route }): JSX.Element {
  const { data: answer, problem, reload } = useAnswer<Dataset>(apiPath(name), name);
  const data = useMemo(() => answer && withAllFields(answer), [answer]);
  const to = (view: View): Route => changed(route, { view, options: FROM_THE_START });
  useKeys(useMemo(() => Object.fromEntries(VIEWS.map((view, i) => [String(i + 1), () => go(to(view))])), [route]));
  const View = PAGES[route.view];
  return (
    <>
      <div class="page-head">
        <div class="page-title">
          <h1>{name}</h1>
          <Facts dataset={data} />
        </div>
        <nav class="tabs" aria-label="Views">
          {VIEWS.map((view) => (
            <a
              key={view}
              class="tab"
              href={formatRoute(to(view))}
              aria-current={view === route.view ? 'page' : undefined}
            >
              {TITLES[view]}
            </a>
          ))}
        </nav>
      </div>
      {problem && data === undefined && <NoDataset problem={problem} view={route.view} onRetry={reload} />}
      {data && (
        <FaultsProvider>
          <FilterBar dataset={data} route={route} />
          <View dataset={data} route={route} />
        </FaultsProvider>
      )}
    </>
  );
}

interface NoDatasetProps {
  readonly problem: Problem;
  readonly view: View;
  readonly onRetry: () => void;
}

/** Why there is nothing of the dataset, and another one where its name is nearly the same. */
function NoDataset({ problem, view, onRetry }: NoDatasetProps): JSX.Element {
  const { near } = problem;
  return (
    <Notice problem={problem} onRetry={onRetry}>
      {near !== undefined && (
        <a class="button" href={formatRoute({ dataset: near, view, filters: [], options: {} })}>
          Open {near}
        </a>
      )}
    </Notice>
  );
}

/** The timestamp of a record is a time like those of its own fields, and what is in objects can be asked for too. */
function withAllFields(dataset: Dataset): Dataset {
  const fields = dataset.fields.map((field) =>
    field.name === '_ts' ? { ...field, format: 'date-time' as const } : field,
  );
  return { ...dataset, fields: withNested(fields, dataset.schema) };
}

function Facts({ dataset }: { readonly dataset: Dataset | undefined }): JSX.Element {
  if (dataset === undefined) return <p class="facts">&nbsp;</p>;
  const own = dataset.fields.filter(({ isAdded, isNested }) => !isAdded && !isNested).length;
  const { topics, name } = dataset;
  const hasOtherTopics = topics.some((topic) => topic !== name);
  return (
    <p class="facts">
      {formatCount(own)} {own === 1 ? 'field' : 'fields'}
      {hasOtherTopics && ` · from ${topics.length === 1 ? 'topic' : 'topics'} ${topics.join(', ')}`}
    </p>
  );
}
