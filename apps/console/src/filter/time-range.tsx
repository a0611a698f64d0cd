import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { Dataset } from '../api/answers.js';
import { formatDate, formatInstant, typedInstant, type Zone } from '../format/time.js';
import { usePreferences } from '../preferences.js';
import type { Route } from '../route/route.js';
import { changed, FROM_THE_START, go } from '../route/use-route.js';
import { Disclosure } from '../ui/disclosure.js';
import { Clock } from '../ui/icons.js';
import { timeFieldOf, timeFieldsOf } from './selection.js';

/** From when to when, by one of the fields of dates; all time unless somebody says so. */
export function TimeRangeMenu({ dataset, route }: { readonly dataset: Dataset; readonly route: Route }): JSX.Element {
  const { zone } = usePreferences();
  const { from, to } = route.options;
  const isSet = from !== undefined || to !== undefined;
  const text = isSet ? `${shown(from, zone) || 'the beginning'} – ${shown(to, zone) || 'now'}` : 'All time';
  return (
    <Disclosure
      name={`Time range: ${text}`}
      isMarked={isSet}
      label={
        <>
          <Clock />
          <span class="time-text">{text}</span>
        </>
      }
    >
      {(close) => <TimeRangeForm {...{ dataset, route, zone, close }} />}
    </Disclosure>
  );
}

const RECENT = [
  ['15 min', 900_000],
  ['1 h', 3_600_000],
  ['24 h', 86_400_000],
  ['7 d', 604_800_000],
] as const;

interface TimeRangeFormProps {
  readonly dataset: Dataset;
  readonly route: Route;
  readonly zone: Zone;
  readonly close: () => void;
}

function TimeRangeForm({ dataset, route, zone, close }: TimeRangeFormProps): JSX.Element {
  const { options } = route;
  const [from, setFrom] = useState(shown(options.from, zone));
  const [to, setTo] = useState(shown(options.to, zone));
  const [field, setField] = useState(options.timeField ?? timeFieldOf(dataset));
  const id = useId();
  const times = timeFieldsOf(dataset);
  const show = (range: {
    from?: string | undefined;
    to?: string | undefined;
    timeField?: string | undefined;
  }): void => {
    go(changed(route, { options: { ...range, ...FROM_THE_START } }));
    close();
  };
  const typed = (text: string): string | undefined => (text.trim() === '' ? undefined : typedInstant(text, zone));
  const box = (name: string, value: string, onText: (text: string) => void): JSX.Element => (
    <div class="labelled">
      <label for={`${id}-${name}`}>{name}</label>
      <input
        id={`${id}-${name}`}
        class="input"
        placeholder="2015-02-04 17:51"
        value={value}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </div>
  );
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        show({ from: typed(from), to: typed(to), timeField: field });
      }}
    >
      <div class="labelled">
        <label for={`${id}-field`}>by</label>
        <select
          id={`${id}-field`}
          class="input"
          value={field}
          onChange={(event) => setField(event.currentTarget.value)}
        >
          {times.map(({ name }) => (
            <option key={name} value={name}>
              {name === '_ts' ? '_ts, when it was recorded' : name}
            </option>
          ))}
        </select>
      </div>
      {box('from', from, setFrom)}
      {box('before', to, setTo)}
      <div class="row" role="group" aria-label="The last">
        <span class="muted">last</span>
        {RECENT.map(([name, ms]) => (
          <button
            key={name}
            type="button"
            class="button"
            onClick={() => show({ from: wholeSecond(Date.now() - ms), to: undefined, timeField: field })}
          >
            {name}
          </button>
        ))}
      </div>
      <div class="row end">
        <button
          type="button"
          class="button"
          onClick={() => show({ from: undefined, to: undefined, timeField: undefined })}
        >
          All time
        </button>
        <button type="submit" class="button primary">
          Show
        </button>
      </div>
    </form>
  );
}

function wholeSecond(instant: number): string {
  return new Date(Math.floor(instant / 1_000) * 1_000).toISOString();
}

/** An instant for somebody who reads or changes it; midnight in UTC is a day. */
function shown(text: string | undefined, zone: Zone): string {
  if (text === undefined) return '';
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return text;
  const instant = new Date(text);
  if (zone === 'utc' && instant.getTime() % 86_400_000 === 0) return formatDate(instant);
  return formatInstant(instant, zone);
}
