import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Aggregate, Series } from '../api/answers.js';
import { Problem } from '../api/problem.js';
import { useAnswer } from '../api/use-answer.js';
import { useTold } from '../filter/faults.js';
import { formatCount } from '../format/number.js';
import type { LiveState } from '../live/live-stream.js';
import { usePreferences } from '../preferences.js';
import { changed, go } from '../route/use-route.js';
import { Empty, Notice } from '../ui/notice.js';
import { useKeys } from '../ui/use-keys.js';
import { ChartControls } from './chart-controls.js';
import { type ChartData, ofAggregate, ofSeries } from './chart-data.js';
import { ChartTable } from './chart-table.js';
import { withGaps } from './live-rows.js';
import { Plot } from './plot.js';
import { type ChartQuestion, pathOf, questionOf, windowOf } from './question.js';
import { Readout } from './readout.js';
import { useLiveAggregate } from './use-live-aggregate.js';
import { useSpan } from './use-span.js';
import { ZoomButtons } from './zoom-buttons.js';
import { zoomed } from './zoom.js';
import type { ViewProps } from '../view-props.js';

const STATES: Readonly<Record<LiveState['is'], string>> = {
  connecting: 'connecting…',
  live: 'live',
  away: 'connection lost; trying again…',
  over: 'ended',
};

/** Fields of numbers over time, as they are or by windows. */
export function ChartView({ dataset, route }: ViewProps): JSX.Element {
  const { zone: chosen } = usePreferences();
  const question = questionOf(dataset, route);
  const { timeField, by } = question;
  // Days of the calendar are the same everywhere.
  const zone = dataset.fields.find(({ name }) => name === timeField)?.format === 'date' ? 'utc' : chosen;
  const { span, problem: spanProblem, reload: reloadSpan } = useSpan(dataset, route, timeField);
  const spanMs = span && span[1] - span[0];
  const path = pathOf(dataset, route, question, zone, spanMs);
  const { isFollowed } = question;
  const asked = useAnswer<Aggregate | Series>(isFollowed ? undefined : path, dataset.name);
  const live = useLiveAggregate(isFollowed ? path : undefined);
  const answer = (isFollowed ? live.data : undefined) ?? asked.data;
  const problem = spanProblem ?? (isFollowed ? endOf(live.state) : asked.problem);
  const isLoading = isFollowed ? live.data === undefined && problem === undefined : asked.isLoading;
  const reload = spanProblem ? reloadSpan : asked.reload;
  const isTold = useTold(problem, route);
  const [at, setAt] = useState<number>();
  const window = windowOf(question, spanMs);
  const data = useMemo(() => answer && chartOf(answer, question, window, live.first), [answer]);

  const show = (from: number | undefined, to: number | undefined): void => {
    const text = (instant: number | undefined): string | undefined =>
      instant === undefined ? undefined : new Date(Math.round(instant)).toISOString();
    setAt(undefined);
    const field = from === undefined && to === undefined ? route.options.timeField : timeField;
    go(changed(route, { options: { from: text(from), to: text(to), timeField: field } }));
  };
  const isZoomed = route.options.from !== undefined || route.options.to !== undefined;
  const isFiltered = route.filters.length > 0;
  const zoom = (key: string): boolean => {
    const next = span && zoomed(span, key);
    if (key === '0' && isZoomed) show(undefined, undefined);
    else if (next) show(...next);
    else return false;
    return true;
  };
  const records = answer?.meta.records;
  const note = [
    ...(records === undefined ? [] : [`${formatCount(records)} records`]),
    ...(isFollowed ? [STATES[live.state.is]] : []),
  ].join(' · ');
  useKeys(useMemo(() => ({ r: reload }), [reload]));
  const isEmpty = data?.lines.every(({ values }) => values.every((value) => value === null)) === true;
  return (
    <section class="view chart" aria-label="Chart">
      <ChartControls
        dataset={dataset}
        route={route}
        question={question}
        autoWindow={windowOf({ ...question, window: 'auto' }, spanMs)}
      />
      {problem && !isTold && <Notice problem={problem} onRetry={reload} />}
      {isEmpty && !problem ? (
        <Empty title="Nothing to draw">
          <p>
            No record {isFiltered && 'that holds to the filters '}
            {isZoomed && 'in this time '}has both a time and a number.
          </p>
          {isZoomed && (
            <button type="button" class="button" onClick={() => show(undefined, undefined)}>
              All time
            </button>
          )}
          {isFiltered && (
            <button type="button" class="button" onClick={() => go(changed(route, { filters: [] }))}>
              Without filters
            </button>
          )}
        </Empty>
      ) : problem && !data ? null : (
        <div class={`chart-place ${isLoading ? 'is-loading' : ''}`} aria-busy={isLoading}>
          <div class="chart-head">
            {data ? <Readout data={data} at={at} zone={zone} note={note} /> : <div class="readout">&nbsp;</div>}
            <ZoomButtons isZoomed={isZoomed} onZoom={zoom} onReload={isFollowed ? undefined : reload} />
          </div>
          {data ? (
            <Plot data={data} zone={zone} label={labelOf(question, data)} onPoint={setAt} onZoom={show} onKey={zoom} />
          ) : (
            <div class="plot skeleton" />
          )}
        </div>
      )}
      {data && data.hidden > 0 && (
        <p class="muted pad">
          The {data.lines.length} largest groups of {by}; {formatCount(data.hidden)} more are not drawn.
        </p>
      )}
      {data && !isEmpty && <ChartTable data={data} zone={zone} />}
    </section>
  );
}

function chartOf(
  answer: Aggregate | Series,
  { measure, fields, by, isFollowed }: ChartQuestion,
  window: string | undefined,
  first: Aggregate | undefined,
): ChartData {
  // The answer tells by itself which route it is of; the question may have gone on.
  if ('method' in answer.meta) return ofSeries(answer as Series);
  const told = answer as Aggregate;
  const whole = isFollowed && by === undefined && window !== undefined ? withGaps(told, window) : told;
  return ofAggregate(whole, measure === 'raw' ? 'avg' : measure, fields, by, isFollowed ? first : undefined);
}

/** Why a stream is over. */
function endOf(state: LiveState): Problem | undefined {
  return state.is === 'over' ? (state.problem ?? new Problem(state.reason, 0, 'ENDED', undefined)) : undefined;
}

function labelOf({ measure, timeField }: ChartQuestion, { lines, times }: ChartData): string {
  const names = lines.map(({ label }) => label).join(', ');
  return `Chart of ${names} (${measure}) over ${timeField}, ${times.length} points. The values follow as a table.`;
}
