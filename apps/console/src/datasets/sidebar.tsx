import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DatasetSummary } from '../api/answers.js';
import { formatCount, formatRate } from '../format/number.js';
import { formatAge } from '../format/time.js';
import { formatRoute, type View } from '../route/route.js';
import type { Datasets } from './use-datasets.js';

interface SidebarProps {
  readonly datasets: Datasets;
  readonly chosen: string | undefined;
  readonly view: View;
  readonly onChoose?: () => void;
}

const MANY = 8;

/** The datasets there are, how large they are, how fast they grow and when the last record came. */
export function Sidebar({ datasets, chosen, view, onChoose }: SidebarProps): JSX.Element {
  const { list, problem, rateOf, at } = datasets;
  const [text, setText] = useState('');
  const shown = (list ?? []).filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <nav class="sidebar" aria-label="Datasets">
      <div class="sidebar-head">
        <h2>Datasets</h2>
        {list && <span class="muted">{formatCount(list.length)}</span>}
      </div>
      {list && list.length > MANY && (
        <input
          class="input"
          type="search"
          aria-label="Find a dataset"
          placeholder="Find a dataset"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      )}
      {list === undefined && problem === undefined && <SkeletonList />}
      {problem && !problem.isUnauthenticated && (
        <p class="sidebar-problem" role="status">
          Not up to date: {problem.message}
        </p>
      )}
      <ul class="datasets">
        {shown.map((one) => (
          <li key={one.name}>
            <Entry dataset={one} isChosen={one.name === chosen} rate={rateOf(one.name)} {...{ view, at, onChoose }} />
          </li>
        ))}
      </ul>
      {list && list.length > 0 && shown.length === 0 && <p class="muted pad">No dataset is called like that.</p>}
    </nav>
  );
}

interface EntryProps {
  readonly dataset: DatasetSummary;
  readonly isChosen: boolean;
  readonly view: View;
  readonly rate: number | undefined;
  readonly at: number;
  readonly onChoose: (() => void) | undefined;
}

function Entry({ dataset, isChosen, view, rate = 0, at, onChoose }: EntryProps): JSX.Element {
  const { name, count, timeRange } = dataset;
  const last = timeRange.last === undefined ? undefined : Date.parse(timeRange.last);
  return (
    <a
      class="dataset"
      href={formatRoute({ dataset: name, view, filters: [], options: {} })}
      aria-current={isChosen ? 'page' : undefined}
      onClick={() => onChoose?.()}
    >
      <span class="dataset-name">{name}</span>
      <span class="dataset-count">{formatCount(count)}</span>
      <span class="dataset-age">{last === undefined ? 'no records' : formatAge(last, at)}</span>
      <span class={`dataset-rate ${rate > 0 ? 'is-growing' : ''}`}>{formatRate(rate)}</span>
    </a>
  );
}

function SkeletonList(): JSX.Element {
  return (
    <div aria-hidden="true">
      {[70, 50, 62, 44].map((width) => (
        <div class="skeleton-entry" key={width}>
          <span class="skeleton" style={{ width: `${width}%` }} />
          <span class="skeleton" style={{ width: '30%' }} />
        </div>
      ))}
    </div>
  );
}
