import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Page, StoredRecord } from '../api/answers.js';
import { apiPath } from '../api/client.js';
import { useAnswer } from '../api/use-answer.js';
import { useTold } from '../filter/faults.js';
import { selectionOf } from '../filter/selection.js';
import { formatSort, joinNames, parseSort, toggleSort } from '../format/names.js';
import { changed, FROM_THE_START, go } from '../route/use-route.js';
import { Columns, Refresh } from '../ui/icons.js';
import { Empty, Notice } from '../ui/notice.js';
import { NoMatch } from '../ui/no-match.js';
import { useKeys } from '../ui/use-keys.js';
import { columnsOf } from './columns.js';
import { ColumnsDialog } from './columns-dialog.js';
import { CountText } from './count-text.js';
import { ExportMenu } from './export-menu.js';
import { PageButtons } from './page-buttons.js';
import { RecordDrawer } from './record-drawer.js';
import { idText } from './record-id.js';
import { type Row, RecordTable } from './record-table.js';
import type { ViewProps } from '../view-props.js';

const NEWEST_FIRST = '-_ts';
const SIZES = ['25', '50', '100', '250'];

/** The records that hold to the filters, in pages, and one of them in full. */
export function RecordsView({ dataset, route }: ViewProps): JSX.Element {
  const { options } = route;
  const { sort = NEWEST_FIRST, limit = '50', cursor, record: openId } = options;
  const columns = columnsOf(dataset, options.fields);
  const [isChoosing, setChoosing] = useState(false);
  const selection = selectionOf(route);
  const path = apiPath(dataset.name, 'records', [
    ...selection,
    ['fields', joinNames([...new Set(['_id', ...columns.map(({ name }) => name)])])],
    ['sort', sort],
    ['limit', limit],
    ...(cursor === undefined ? [] : [['cursor', cursor] as const]),
  ]);
  const { data, problem, isLoading, reload } = useAnswer<Page>(path, dataset.name);
  const isTold = useTold(problem, route);
  const rows = useMemo(() => (data?.data ?? []).map(rowOf), [data]);

  const open = (id: string | undefined): void => go(changed(route, { options: { record: id } }), openId !== undefined);
  const step = (by: number): void => {
    const target = rows[rows.findIndex(({ id }) => id === openId) + by];
    if (target) open(target.id);
  };
  useTableKeys(reload, () => setChoosing(true));
  useEffect(() => {
    if (openId !== undefined)
      document.querySelector('.records tr[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [openId]);
  const isEmpty = data !== undefined && rows.length === 0 && problem === undefined;
  const hasPages = rows.length > 0 || cursor !== undefined || (data === undefined && problem === undefined);
  return (
    <div class={`split ${openId === undefined ? '' : 'is-open'}`}>
      <section class="view" aria-label="Records">
        <div class="toolbar">
          <CountText
            dataset={dataset}
            selection={selection}
            order={options.sort === undefined ? 'newest first' : undefined}
          />
          <span class="grow" />
          <button type="button" class="button plain" title="Read again (r)" onClick={reload}>
            <Refresh />
            <span class="wide-only">Refresh</span>
          </button>
          <button type="button" class="button" title="Choose columns (c)" onClick={() => setChoosing(true)}>
            <Columns />
            {columns.length} of {dataset.fields.length} <span class="wide-only">columns</span>
          </button>
          <ExportMenu {...{ dataset, selection, sort, columns }} />
        </div>
        {problem && !isTold && <Notice problem={problem} onRetry={reload} />}
        {isTold && data === undefined && <Empty title="The filters above need a look" />}
        {problem && data === undefined ? null : isEmpty ? (
          cursor === undefined ? (
            <NoMatch route={route} />
          ) : (
            <Empty title="No further records">
              <button type="button" class="button" onClick={() => go(changed(route, { options: FROM_THE_START }))}>
                First page
              </button>
            </Empty>
          )
        ) : (
          <RecordTable
            label={`Records of ${dataset.name}`}
            columns={columns}
            rows={rows}
            isLoading={isLoading}
            expected={problem ? 0 : 16}
            sort={parseSort(sort)}
            onSort={(field, isAdding) => {
              const next = formatSort(toggleSort(options.sort === undefined ? [] : parseSort(sort), field, isAdding));
              go(changed(route, { options: { sort: next, ...FROM_THE_START } }));
            }}
            openId={openId}
            onOpen={open}
          />
        )}
        {hasPages && (
          <PageButtons route={route} page={isLoading ? undefined : data?.page} shown={rows.length}>
            <label class="page-size">
              <select
                class="input"
                aria-label="Records in a page"
                value={limit}
                onChange={(event) =>
                  go(changed(route, { options: { limit: event.currentTarget.value, ...FROM_THE_START } }))
                }
              >
                {[...new Set([...SIZES, limit])].map((size) => (
                  <option key={size} value={size}>
                    {size} rows
                  </option>
                ))}
              </select>
            </label>
          </PageButtons>
        )}
      </section>
      {openId !== undefined && (
        <RecordDrawer
          key={dataset.name}
          dataset={dataset}
          route={route}
          id={openId}
          place={rows.findIndex(({ id }) => id === openId)}
          rows={rows.length}
          onStep={step}
          onClose={() => {
            open(undefined);
            focusRow(openId);
          }}
        />
      )}
      {isChoosing && (
        <ColumnsDialog
          dataset={dataset}
          chosen={columns.map(({ name }) => name)}
          onClose={() => setChoosing(false)}
          onChoose={(names) => {
            setChoosing(false);
            go(changed(route, { options: { fields: names === undefined ? undefined : joinNames(names) } }));
          }}
        />
      )}
    </div>
  );
}

function rowOf(record: StoredRecord): Row {
  return { id: idText(record['_id']), record };
}

/** From anywhere on the page j and the arrow go to the first row. */
function useTableKeys(reload: () => void, choose: () => void): void {
  useKeys(
    useMemo(() => {
      const enter = (): void => document.querySelector<HTMLElement>('.records tbody tr[tabindex="0"]')?.focus();
      return { j: enter, k: enter, ArrowDown: enter, r: reload, c: choose };
    }, [reload]),
  );
}

function focusRow(id: string): void {
  for (const row of document.querySelectorAll<HTMLElement>('.records tr[data-id]')) {
    if (row.dataset['id'] === id) row.focus();
  }
}
