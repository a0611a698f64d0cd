import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { apiPath } from '../api/client.js';
import { useTold } from '../filter/faults.js';
import { selectionOf } from '../filter/selection.js';
import { joinNames } from '../format/names.js';
import { formatCount, formatRate } from '../format/number.js';
import { columnsOf } from '../records/columns.js';
import { RecordDrawer } from '../records/record-drawer.js';
import { RecordTable } from '../records/record-table.js';
import { changed, go } from '../route/use-route.js';
import { Command } from '../ui/command.js';
import { Pause, Play } from '../ui/icons.js';
import { Empty, Notice } from '../ui/notice.js';
import { useKeys } from '../ui/use-keys.js';
import type { LiveState } from './live-stream.js';
import { Sparkline } from './sparkline.js';
import { KEPT, useLive } from './use-live.js';
import type { ViewProps } from '../view-props.js';

const TEXTS: Readonly<Record<LiveState['is'], string>> = {
  connecting: 'Connecting…',
  live: 'Live',
  away: 'Connection lost; trying again…',
  over: 'Ended',
};
/** Records on the page; more nobody can follow. */
const SHOWN = 200;
const RATE_SECONDS = 10;

/** Records that hold to the filters as they are stored, newest first. */
export function LiveView({ dataset, route }: ViewProps): JSX.Element {
  const columns = columnsOf(dataset, route.options.fields);
  const [isPaused, setPaused] = useState(false);
  const fields = joinNames([...new Set(['_id', ...columns.map(({ name }) => name)])]);
  const path = apiPath(dataset.name, 'live', [...selectionOf(route), ['fields', fields]]);
  const { state, records, received, waiting, seconds, hasGap, clear } = useLive(path, isPaused);
  const problem = state.is === 'over' ? state.problem : undefined;
  const isTold = useTold(problem, route);
  useKeys(useMemo(() => ({ ' ': () => setPaused((before) => !before) }), []));

  const rows = useMemo(
    () => records.slice(0, SHOWN).map(({ number, record }) => ({ id: String(number), record })),
    [records],
  );
  const rate = seconds.slice(-RATE_SECONDS).reduce((sum, count) => sum + count, 0) / RATE_SECONDS;
  const openId = route.options.record;
  const place = rows.findIndex(({ record }) => record['_id'] === openId);
  const open = (id: string | undefined): void => go(changed(route, { options: { record: id } }), openId !== undefined);
  const openRow = (i: number): void => {
    const id = rows[i]?.record['_id'];
    if (typeof id !== 'string') return;
    // What is read should not run away.
    setPaused(true);
    open(id);
  };
  return (
    <div class={`split ${openId === undefined ? '' : 'is-open'}`}>
      <section class="view" aria-label="Live">
        <div class="toolbar">
          <button type="button" class="button primary" onClick={() => setPaused(!isPaused)} title="Space">
            {isPaused ? <Play /> : <Pause />}
            {isPaused ? 'Go on' : 'Pause'}
          </button>
          <p class={`live-state is-${isPaused && state.is === 'live' ? 'paused' : state.is}`} role="status">
            <span class="dot" aria-hidden="true" />
            {isPaused && state.is === 'live' ? 'Paused' : TEXTS[state.is]}
            {hasGap && ' · records are missing: the connection was away for too long'}
          </p>
          <span class="grow" />
          <Sparkline values={seconds} />
          <p class="live-count">
            <strong>{formatRate(rate) || '0/s'}</strong>
            <span class="muted">{formatCount(received)} received</span>
          </p>
          <button type="button" class="button" disabled={records.length === 0} onClick={clear}>
            Clear
          </button>
        </div>
        {isPaused && waiting > 0 && (
          <button type="button" class="button waiting" onClick={() => setPaused(false)}>
            Show {formatCount(waiting)} new
          </button>
        )}
        {problem && !isTold && <Notice problem={problem} />}
        {state.is === 'over' && !problem && <Empty title="The stream has ended">{state.reason}</Empty>}
        {rows.length === 0 && state.is !== 'over' ? (
          <Empty title="Waiting for records">
            <p>Whatever is stored from now on and holds to the filters appears here. To see some, send a file:</p>
            <Command text={`npx sluice produce my-data.csv --topic ${dataset.topics[0] ?? dataset.name}`} />
          </Empty>
        ) : (
          rows.length > 0 && (
            <RecordTable
              label={`Newest records of ${dataset.name}`}
              columns={columns}
              rows={rows}
              openId={rows[place]?.id}
              onOpen={(row) => openRow(rows.findIndex(({ id }) => id === row))}
            />
          )
        )}
        {records.length >= SHOWN && (
          <p class="muted pad">
            The newest {SHOWN} are shown; {KEPT} are kept in this tab.
          </p>
        )}
      </section>
      {openId !== undefined && (
        <RecordDrawer
          dataset={dataset}
          route={route}
          id={openId}
          place={place}
          rows={rows.length}
          onStep={(by) => openRow(place + by)}
          onClose={() => open(undefined)}
        />
      )}
    </div>
  );
}
