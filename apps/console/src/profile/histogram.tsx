import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Bin, Field, Numbers } from '../api/answers.js';
import type { Filter } from '../filter/filters.js';
import { formatCount } from '../format/number.js';
import { usePreferences } from '../preferences.js';
import { figureText } from './figure-text.js';

interface HistogramProps {
  readonly field: Field;
  readonly numbers: Numbers;
  readonly onNarrow: (filters: readonly Filter[]) => void;
}

/** How often values of each stretch occur. One tab stop; arrows go from bar to bar, Enter narrows to it. */
export function Histogram({ field, numbers, onNarrow }: HistogramProps): JSX.Element {
  const { zone } = usePreferences();
  const [at, setAt] = useState<number>();
  const bins = numbers.histogram;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const text = ({ from, to, count }: Bin): string =>
    `${figureText(from, field, zone)} – ${figureText(to, field, zone)}: ${formatCount(count)}`;
  const narrow = (i: number): void => {
    const bin = bins[i];
    if (bin) onNarrow(filtersOf(field.name, bin, i === bins.length - 1));
  };
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined) setAt(Math.max(0, Math.min((at ?? (step > 0 ? -1 : bins.length)) + step, bins.length - 1)));
    else if (event.key === 'Enter' && at !== undefined) narrow(at);
    else return;
    event.preventDefault();
  };
  const shown = at === undefined ? undefined : bins[at];
  return (
    <div class="histogram">
      <div
        class="bars"
        role="slider"
        tabIndex={0}
        aria-label={`Histogram of ${field.name}; Enter narrows to a bar`}
        aria-valuemin={1}
        aria-valuemax={bins.length}
        aria-valuenow={(at ?? 0) + 1}
        aria-valuetext={shown ? text(shown) : `${bins.length} bars`}
        onKeyDown={press}
        onBlur={() => setAt(undefined)}
        onPointerLeave={() => setAt(undefined)}
      >
        {bins.map((bin, i) => (
          <span
            key={i}
            class={`bar ${i === at ? 'is-at' : ''}`}
            onPointerEnter={() => setAt(i)}
            onClick={() => narrow(i)}
          >
            <span style={{ height: `${bin.count === 0 ? 0 : Math.max(2, (bin.count / most) * 100)}%` }} />
          </span>
        ))}
      </div>
      <p class="histogram-text" aria-hidden="true">
        {shown ? (
          text(shown)
        ) : (
          <>
            <span>{figureText(numbers.min, field, zone)}</span>
            <span>{figureText(numbers.max, field, zone)}</span>
          </>
        )}
      </p>
    </div>
  );
}

/** The last bar holds its upper end too. */
function filtersOf(field: string, { from, to }: Bin, isLast: boolean): Filter[] {
  return [
    { field, op: 'gte', value: String(from) },
    { field, op: isLast ? 'lte' : 'lt', value: String(to) },
  ];
}
