import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Dataset, StoredRecord } from '../api/answers.js';
import { apiPath } from '../api/client.js';
import { writeJson } from '../api/json.js';
import { useAnswer } from '../api/use-answer.js';
import type { Route } from '../route/route.js';
import { CopyButton } from '../ui/copy-button.js';
import { Close, Down, Up } from '../ui/icons.js';
import { Notice } from '../ui/notice.js';
import { RecordFields } from './record-fields.js';

interface RecordDrawerProps {
  readonly dataset: Dataset;
  readonly route: Route;
  readonly id: string;
  /** Place of the record in the page; below 0 where it is not in it. */
  readonly place: number;
  readonly rows: number;
  readonly onStep: (by: number) => void;
  readonly onClose: () => void;
}

/** A record in full beside the table: its fields, or its JSON. */
export function RecordDrawer(props: RecordDrawerProps): JSX.Element {
  const { dataset, route, id, place, rows, onStep, onClose } = props;
  const path = apiPath(dataset.name, `records/${encodeURIComponent(id)}`);
  const { data, problem, reload } = useAnswer<StoredRecord>(path, dataset.name);
  const [isJson, setJson] = useState(false);
  const drawer = useRef<HTMLElement>(null);
  useEffect(() => drawer.current?.focus(), []);
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'j' && !isTyping) onStep(1);
    else if (event.key === 'k' && !isTyping) onStep(-1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <aside class="record" ref={drawer} tabIndex={-1} aria-label={`Record ${id}`} onKeyDown={press}>
      <header class="record-head">
        <h2 title={id}>{id}</h2>
        <button
          type="button"
          class="button plain square"
          aria-label="Previous record"
          disabled={place <= 0}
          onClick={() => onStep(-1)}
        >
          <Up />
        </button>
        <button
          type="button"
          class="button plain square"
          aria-label="Next record"
          disabled={place < 0 || place >= rows - 1}
          onClick={() => onStep(1)}
        >
          <Down />
        </button>
        <button type="button" class="button plain square" aria-label="Close the record" onClick={onClose}>
          <Close />
        </button>
      </header>
      <div class="record-bar">
        <div class="segments" role="group" aria-label="How to show the record">
          <button type="button" aria-pressed={!isJson} onClick={() => setJson(false)}>
            Fields
          </button>
          <button type="button" aria-pressed={isJson} onClick={() => setJson(true)}>
            JSON
          </button>
        </div>
        <span class="grow" />
        {data && <CopyButton label="Copy JSON" text={() => writeJson(data, 2)} />}
      </div>
      {problem && <Notice problem={problem} onRetry={reload} />}
      {data && !isJson && <RecordFields dataset={dataset} route={route} record={data} />}
      {data && isJson && (
        <pre class="json" tabIndex={0} aria-label="The record as JSON">
          {writeJson(data, 2)}
        </pre>
      )}
    </aside>
  );
}
