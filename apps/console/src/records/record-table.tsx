import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Field, StoredRecord } from '../api/answers.js';
import type { SortKey } from '../format/names.js';
import { valueOf } from '../format/value.js';
import { isNumeric, typeLabel } from '../ui/matching-fields.js';
import { Down, Up } from '../ui/icons.js';
import { ValueText } from './value-text.js';

export interface Row {
  readonly id: string;
  readonly record: StoredRecord;
}

interface RecordTableProps {
  readonly label: string;
  readonly columns: readonly Field[];
  readonly rows: readonly Row[];
  readonly isLoading?: boolean;
  /** Rows to show grey while there are none. */
  readonly expected?: number;
  readonly sort?: readonly SortKey[];
  readonly onSort?: (field: string, isAdding: boolean) => void;
  readonly openId?: string | undefined;
  readonly onOpen?: (id: string) => void;
}

/** Records in rows. One row takes part in the order of tabs; arrows, j and k go from row to row. */
export function RecordTable(props: RecordTableProps): JSX.Element {
  const { label, columns, rows, isLoading = false, expected = 0, sort = [], onSort, openId, onOpen } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [at, setAt] = useState(0);
  const opened = rows.findIndex(({ id }) => id === openId);
  const active = Math.max(0, Math.min(opened >= 0 ? opened : at, rows.length - 1));
  useEffect(() => setAt(0), [columns.length, rows[0]?.id]);

  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };
    const step = steps[event.key];
    // Rows may have moved below the focus.
    const focused = event.target instanceof Element ? event.target.closest('tr')?.dataset['id'] : undefined;
    const here = rows.findIndex(({ id }) => id === focused);
    const target = event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : here + (step ?? Number.NaN);
    if (event.key === 'Enter') {
      const id = rows[here]?.id;
      if (id !== undefined) onOpen?.(id);
    } else if (rows[target]) {
      setAt(target);
      const row = body.current?.children[target];
      if (row instanceof HTMLElement) row.focus();
      const id = rows[target]?.id;
      if (openId !== undefined && id !== undefined) onOpen?.(id);
    } else return;
    event.preventDefault();
  };
  return (
    <div class={`table-place ${isLoading ? 'is-loading' : ''}`}>
      <table class="records" role="grid" aria-label={label} aria-rowcount={rows.length + 1} aria-busy={isLoading}>
        <thead>
          <tr>
            {columns.map((field) => (
              <Head key={field.name} field={field} sort={sort} onSort={onSort} />
            ))}
            <th class="filler" aria-hidden="true" />
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={press}>
          {rows.map(({ id, record }, i) => (
            <tr
              key={id}
              tabIndex={i === active ? 0 : -1}
              aria-selected={id === openId}
              data-id={id}
              onFocus={() => setAt(i)}
              onClick={() => {
                // Somebody who marks a text wants that text.
                if (getSelection()?.isCollapsed !== false) onOpen?.(id);
              }}
            >
              {columns.map((field) => (
                <td key={field.name} class={isNumeric(field) ? 'number' : ''}>
                  <ValueText value={valueAt(record, field.name)} field={field} />
                </td>
              ))}
              <td class="filler" aria-hidden="true" />
            </tr>
          ))}
          {rows.length === 0 &&
            Array.from({ length: expected }, (_, i) => (
              <tr key={i} class="skeleton-row" aria-hidden="true">
                {columns.map(({ name }, j) => (
                  <td key={name}>
                    <span class="skeleton" style={{ width: `${35 + ((i * 7 + j * 13) % 45)}%` }} />
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

/** The field of that name, else the place within objects. */
function valueAt(record: StoredRecord, name: string): StoredRecord[string] | undefined {
  const own = valueOf(record, name);
  const dot = name.indexOf('.');
  if (own !== undefined || dot < 0) return own;
  const outer = valueOf(record, name.slice(0, dot));
  return outer !== null && typeof outer === 'object' && !Array.isArray(outer)
    ? valueAt(outer, name.slice(dot + 1))
    : undefined;
}

interface HeadProps {
  readonly field: Field;
  readonly sort: readonly SortKey[];
  readonly onSort: ((field: string, isAdding: boolean) => void) | undefined;
}

function Head({ field, sort, onSort }: HeadProps): JSX.Element {
  const { name } = field;
  const place = sort.findIndex((key) => key.field === name);
  const key = sort[place];
  const Arrow = key?.isDescending ? Down : Up;
  const order = key === undefined ? undefined : key.isDescending ? 'descending' : 'ascending';
  const type = typeLabel(field);
  return (
    <th scope="col" class={isNumeric(field) ? 'number' : ''} aria-sort={order}>
      {onSort === undefined ? (
        <span class="head">{name}</span>
      ) : (
        <button
          type="button"
          class="head"
          title={`${name}${type === '' ? '' : ` (${type})`}: click to sort, shift to sort by several`}
          onClick={(event) => onSort(name, event.shiftKey)}
        >
          <span class="head-name">{name}</span>
          <span class="head-arrow">
            {key && <Arrow />}
            {key && sort.length > 1 && <span aria-hidden="true">{place + 1}</span>}
          </span>
        </button>
      )}
    </th>
  );
}
