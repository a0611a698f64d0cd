import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Dataset } from '../api/answers.js';
import { timeFieldsOf } from '../filter/selection.js';
import { joinNames } from '../format/names.js';
import type { Route } from '../route/route.js';
import { changed, type Changes, go } from '../route/use-route.js';
import { FieldPicker } from '../ui/field-picker.js';
import { Close } from '../ui/icons.js';
import { isNumeric } from '../ui/matching-fields.js';
import { markClass } from './palette.js';
import { type ChartQuestion, type Measure, MEASURES } from './question.js';
import { WINDOWS } from './windows.js';

const TITLES: Readonly<Record<Measure, string>> = {
  raw: 'as recorded',
  avg: 'average',
  median: 'median',
  min: 'lowest',
  max: 'highest',
  p95: '95th percentile',
  p99: '99th percentile',
  sum: 'sum',
  stddev: 'deviation',
  count: 'records',
};
const MOST_FIELDS = 8;

interface ChartControlsProps {
  readonly dataset: Dataset;
  readonly route: Route;
  readonly question: ChartQuestion;
  /** What `auto` means now. */
  readonly autoWindow: string | undefined;
}

/** What to draw: fields, measure, window, groups. */
export function ChartControls({ dataset, route, question, autoWindow }: ChartControlsProps): JSX.Element {
  const { fields, measure, window, by, timeField, hasBand, isFollowed } = question;
  const numeric = dataset.fields.filter((field) => isNumeric(field) && !fields.includes(field.name));
  const groups = dataset.fields.filter(({ name, format }) => name !== '_id' && name !== '_ts' && format === undefined);
  const times = timeFieldsOf(dataset);
  const show = (options: NonNullable<Changes['options']>): void => go(changed(route, { options }));
  return (
    <div class="chart-controls">
      <div class="labelled inline fields">
        <span class="hidden-label">Fields</span>
        <ul class="chips">
          {fields.map((name, i) => (
            <li class="chip" key={name}>
              <span class="chip-text" title={name}>
                <span class={markClass(by === undefined ? i : -1)} />
                {name}
              </span>
              {fields.length > 1 && (
                <button
                  type="button"
                  class="chip-close"
                  aria-label={`Draw ${name} no more`}
                  onClick={() => show({ y: joinNames(fields.filter((one) => one !== name)) })}
                >
                  <Close />
                </button>
              )}
            </li>
          ))}
        </ul>
        {fields.length < MOST_FIELDS && numeric.length > 0 && (
          <FieldPicker
            fields={numeric}
            label="Draw another field"
            placeholder="Add a field…"
            onPick={(name) =>
              show({ y: joinNames([...fields, name]), measure: measure === 'count' ? undefined : measure })
            }
          />
        )}
      </div>
      <Choice label="Measure" value={measure} onChoose={(value) => show({ measure: value })}>
        {MEASURES.filter((one) => fields.length > 0 || one === 'count').map((one) => (
          <option key={one} value={one}>
            {TITLES[one]}
          </option>
        ))}
      </Choice>
      {measure !== 'raw' && (
        <>
          <Choice
            label="Window"
            value={window}
            onChoose={(value) => show({ window: value === 'auto' ? undefined : value })}
          >
            <option value="auto">auto{autoWindow === undefined ? '' : ` (${autoWindow})`}</option>
            {[...new Set([...WINDOWS.map(({ name }) => name), ...(window === 'auto' ? [] : [window])])].map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </Choice>
          <Choice label="Groups" value={by ?? ''} onChoose={(value) => show({ by: value === '' ? undefined : value })}>
            <option value="">none</option>
            {groups.slice(0, 200).map(({ name }) => (
              <option key={name} value={name}>
                {name === '_key' ? '_key, the key' : name}
              </option>
            ))}
          </Choice>
        </>
      )}
      {times.length > 1 && (
        <Choice
          label="Time"
          value={timeField}
          onChoose={(value) => show({ timeField: value, from: undefined, to: undefined })}
        >
          {times.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </Choice>
      )}
      {measure !== 'raw' && measure !== 'count' && fields.length === 1 && by === undefined && (
        <label class="check">
          <input type="checkbox" checked={hasBand} onChange={() => show({ band: hasBand ? 'off' : undefined })} />
          min – max
        </label>
      )}
      {measure !== 'raw' && (
        <label class="check">
          <input
            type="checkbox"
            checked={isFollowed}
            onChange={() => show({ follow: isFollowed ? undefined : 'true' })}
          />
          live
        </label>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onChoose: (value: string) => void;
  readonly children: ComponentChildren;
}

function Choice({ label, value, onChoose, children }: ChoiceProps): JSX.Element {
  const id = useId();
  return (
    <div class="labelled inline">
      <label for={id}>{label}</label>
      <select id={id} class="input" value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {children}
      </select>
    </div>
  );
}
