import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Dataset } from '../api/answers.js';
import { Dialog } from '../ui/dialog.js';
import { typeLabel } from '../ui/matching-fields.js';
import { MOST_COLUMNS } from './columns.js';

interface ColumnsDialogProps {
  readonly dataset: Dataset;
  readonly chosen: readonly string[];
  readonly onClose: () => void;
  /** Undefined for those that are shown without a choice. */
  readonly onChoose: (names: readonly string[] | undefined) => void;
}

const LISTED = 300;

/** Which columns to see, of up to thousands. */
export function ColumnsDialog({ dataset, chosen, onClose, onChoose }: ColumnsDialogProps): JSX.Element {
  const [names, setNames] = useState<ReadonlySet<string>>(new Set(chosen));
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const found = dataset.fields.filter(({ name }) => name.toLowerCase().includes(wanted));
  const toggle = (name: string): void => {
    const next = new Set(names);
    if (!next.delete(name)) next.add(name);
    setNames(next);
  };
  const isTooMuch = names.size > MOST_COLUMNS;
  // Columns that were there keep their order; new ones come in that of the dataset.
  const inOrder = [
    ...chosen.filter((name) => names.has(name)),
    ...dataset.fields.map(({ name }) => name).filter((name) => names.has(name) && !chosen.includes(name)),
  ];
  return (
    <Dialog title="Columns" class="columns" onClose={onClose}>
      <form
        class="stack grow"
        onSubmit={(event) => {
          event.preventDefault();
          if (names.size > 0 && !isTooMuch) onChoose(inOrder);
        }}
      >
        <div class="row">
          <input
            class="input grow"
            type="search"
            autofocus
            aria-label="Find a column"
            placeholder="Find a column"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button
            type="button"
            class="button"
            onClick={() => setNames(new Set([...names, ...found.map(({ name }) => name)]))}
          >
            All{wanted === '' ? '' : ' of these'}
          </button>
          <button
            type="button"
            class="button"
            onClick={() => setNames(new Set([...names].filter((name) => !found.some((field) => field.name === name))))}
          >
            None
          </button>
        </div>
        <ul class="column-list">
          {found.slice(0, LISTED).map((field) => (
            <li key={field.name}>
              <label>
                <input type="checkbox" checked={names.has(field.name)} onChange={() => toggle(field.name)} />
                <span class="grow">{field.name}</span>
                <span class="type">{typeLabel(field)}</span>
              </label>
            </li>
          ))}
        </ul>
        {found.length > LISTED && <p class="muted">{found.length - LISTED} more; type a part of the name.</p>}
        <div class="row end">
          <span class={isTooMuch ? 'wrong' : 'muted'} role="status">
            {isTooMuch ? `${names.size} chosen; at most ${MOST_COLUMNS} fit side by side` : `${names.size} chosen`}
          </span>
          <span class="grow" />
          <button type="button" class="button" onClick={() => onChoose(undefined)}>
            Reset
          </button>
          <button type="submit" class="button primary" disabled={names.size === 0 || isTooMuch}>
            Show
          </button>
        </div>
      </form>
    </Dialog>
  );
}
