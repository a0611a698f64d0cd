import type { JSX } from 'preact';
import type { Field, FieldProfile, Figure, Numbers } from '../api/answers.js';
import type { Filter } from '../filter/filters.js';
import { quoteValue } from '../filter/quote-value.js';
import { formatCount, formatShare } from '../format/number.js';
import { usePreferences } from '../preferences.js';
import { typeLabel } from '../ui/matching-fields.js';
import { Histogram } from './histogram.js';
import { figureText } from './figure-text.js';
import { TopValues } from './top-values.js';

interface FieldCardProps {
  readonly field: Field;
  readonly profile: FieldProfile;
  /** Records of the sample. */
  readonly records: number;
  readonly onNarrow: (filters: readonly Filter[]) => void;
}

/** One field: how its values lie, which are frequent, what lacks. */
export function FieldCard({ field, profile, records, onNarrow }: FieldCardProps): JSX.Element {
  const { numbers, top, missing, nulls, distinct } = profile;
  const { name } = field;
  const lacking = missing + nulls;
  return (
    <article class="card field-card" aria-label={name}>
      <header>
        <h2 title={name}>{name}</h2>
        <span class="type">{typeLabel(field) || Object.keys(profile.types).join(' | ')}</span>
      </header>
      <p class="card-facts">
        <span>
          {distinct.isExact ? '' : '≈ '}
          {formatCount(distinct.count)} distinct
        </span>
        {lacking > 0 && (
          <button
            type="button"
            class="text-button"
            title={`${formatCount(missing)} without the field, ${formatCount(nulls)} null`}
            onClick={() => onNarrow([{ field: name, op: 'eq', value: 'null' }])}
          >
            <span class="lack" aria-hidden="true">
              <span style={{ width: `${Math.max(3, (lacking / Math.max(records, 1)) * 100)}%` }} />
            </span>
            {formatShare(lacking, records)} missing
          </button>
        )}
      </p>
      {numbers && <Histogram field={field} numbers={numbers} onNarrow={onNarrow} />}
      {numbers && <Figures field={field} numbers={numbers} />}
      {!numbers && top.length > 0 && (
        <TopValues
          top={top}
          records={records}
          onChoose={(value) => onNarrow([{ field: name, op: 'eq', value: quoteValue(value) }])}
        />
      )}
      {!numbers && top.length === 0 && (
        <p class="muted card-none">{distinct.count > 0 ? 'Every value is another.' : 'No value in these records.'}</p>
      )}
    </article>
  );
}

function Figures({ field, numbers }: { readonly field: Field; readonly numbers: Numbers }): JSX.Element {
  const { zone } = usePreferences();
  const { min, max, mean, stddev, quantiles } = numbers;
  const text = (value: Figure): string => figureText(value, field, zone);
  const of = (name: string, value: Figure | undefined): readonly (readonly [string, string, string])[] =>
    value === undefined ? [] : [[name, text(value), String(value)]];
  const isDate = field.format !== undefined;
  const figures = isDate
    ? [...of('first', min), ...of('median', quantiles['p50']), ...of('last', max)]
    : [
        ...of('min', min),
        ...of('p5', quantiles['p5']),
        ...of('median', quantiles['p50']),
        ...of('p95', quantiles['p95']),
        ...of('max', max),
        ...of('mean', mean),
        ...of('deviation', stddev),
      ];
  return (
    <dl class={`figures ${isDate ? 'of-dates' : ''}`}>
      {figures.map(([name, value, exact]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd title={exact}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
