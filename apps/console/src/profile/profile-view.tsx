import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Field, Profile } from '../api/answers.js';
import { formatCount } from '../format/number.js';
import { changed, go } from '../route/use-route.js';
import { isNumeric } from '../ui/matching-fields.js';
import { Refresh } from '../ui/icons.js';
import { Empty } from '../ui/notice.js';
import { useKeys } from '../ui/use-keys.js';
import { Correlations } from './correlations.js';
import { ProfilePart } from './profile-part.js';
import { SampleText } from './sample-text.js';
import type { ViewProps } from '../view-props.js';

const PART = 12;

/** What is in each field: a dozen fields at a time, since a dataset may have thousands. */
export function ProfileView({ dataset, route }: ViewProps): JSX.Element {
  const { options } = route;
  const [text, setText] = useState('');
  const [first, setFirst] = useState<Profile>();
  const [round, setRound] = useState(0);
  const again = (): void => setRound((before) => before + 1);
  useKeys(useMemo(() => ({ r: again }), []));
  const wanted = text.trim().toLowerCase();
  const found = inOrder(dataset.fields).filter(({ name }) => name.toLowerCase().includes(wanted));
  const shown = Math.max(PART, Math.min(Number(options.shown ?? PART) || PART, found.length));
  const numeric = found.filter((field) => isNumeric(field));
  const hasCorrelations = options.correlations === 'true';
  const parts = Array.from({ length: Math.ceil(Math.min(shown, found.length) / PART) }, (_, i) =>
    found.slice(i * PART, (i + 1) * PART),
  );
  return (
    <section class="view profile" aria-label="Profile">
      <div class="toolbar">
        {dataset.fields.length > PART && (
          <input
            class="input"
            type="search"
            aria-label="Find a field"
            placeholder={`Find one of ${formatCount(dataset.fields.length)} fields`}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        )}
        <SampleText profile={first} />
        <span class="grow" />
        <button type="button" class="button plain" title="Read again (r)" onClick={again}>
          <Refresh />
          <span class="wide-only">Refresh</span>
        </button>
        <button
          type="button"
          class={`button ${hasCorrelations ? 'marked' : ''}`}
          aria-pressed={hasCorrelations}
          disabled={numeric.length < 2}
          onClick={() => go(changed(route, { options: { correlations: hasCorrelations ? undefined : 'true' } }))}
        >
          Correlations
        </button>
      </div>
      {hasCorrelations && numeric.length > 1 && <Correlations dataset={dataset} route={route} fields={numeric} />}
      {found.length === 0 && <Empty title="No field is called like that" />}
      {parts.map((fields, i) => (
        <ProfilePart
          key={fields.map(({ name }) => name).join('\n')}
          dataset={dataset}
          route={route}
          fields={fields}
          round={round}
          isFirst={i === 0}
          onAnswer={i === 0 ? setFirst : undefined}
        />
      ))}
      {found.length > shown && (
        <button
          type="button"
          class="button more"
          onClick={() => go(changed(route, { options: { shown: String(shown + PART) } }), true)}
        >
          Show {Math.min(PART, found.length - shown)} more of {formatCount(found.length - shown)}
        </button>
      )}
    </section>
  );
}

/** Own fields first; what Sluice adds comes after them. */
function inOrder(fields: readonly Field[]): Field[] {
  return [...fields.filter(({ isAdded }) => !isAdded), ...fields.filter(({ isAdded }) => isAdded)];
}
