import type { JSX } from 'preact';
import { formatMeasure } from '../format/number.js';
import { formatInstant, type Zone } from '../format/time.js';
import type { ChartData } from './chart-data.js';
import { markClass } from './palette.js';

interface ReadoutProps {
  readonly data: ChartData;
  readonly at: number | undefined;
  readonly zone: Zone;
  readonly note: string;
}

/** Which line is which, and the values under the pointer; always of the same height, so that nothing jumps. */
export function Readout({ data, at, zone, note }: ReadoutProps): JSX.Element {
  const { times, lines, band } = data;
  const instant = at === undefined ? undefined : times[at];
  const value = (values: readonly (number | null)[]): string => {
    const found = at === undefined ? undefined : values[at];
    return found === undefined || found === null ? '' : formatMeasure(found);
  };
  return (
    <div class="readout">
      <span class="readout-time">{instant === undefined ? note : formatInstant(new Date(instant), zone)}</span>
      {lines.map(({ label, values }, i) => (
        <span key={label} class="readout-line">
          <span class={markClass(i)} />
          {label} <strong>{value(values)}</strong>
        </span>
      ))}
      {band && (
        <span class="readout-line">
          <span class="mark mark-band" />
          min – max{' '}
          <strong>
            {value(band.low)}
            {at !== undefined && value(band.low) !== '' && ' – '}
            {value(band.high)}
          </strong>
        </span>
      )}
    </div>
  );
}
