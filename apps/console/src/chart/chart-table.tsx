import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { formatMeasure } from '../format/number.js';
import { formatInstant, type Zone } from '../format/time.js';
import type { ChartData } from './chart-data.js';

const MOST = 1_000;

/** The values of a chart for those who would rather read than look. */
export function ChartTable({ data, zone }: { readonly data: ChartData; readonly zone: Zone }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDetailsElement>(null);
  // Below the chart nobody would see that it has opened.
  useEffect(() => {
    if (isOpen) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const { times, lines, band } = data;
  const columns = [
    ...lines.map(({ label, values }) => ({ label, values })),
    ...(band
      ? [
          { label: 'lowest', values: band.low },
          { label: 'highest', values: band.high },
        ]
      : []),
  ];
  return (
    <details class="chart-table" ref={place} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Values</summary>
      {isOpen && (
        <div class="table-place" tabIndex={0} role="region" aria-label="Values of the chart">
          <table>
            <thead>
              <tr>
                <th scope="col">time</th>
                {columns.map(({ label }) => (
                  <th key={label} scope="col" class="number">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {times.slice(0, MOST).map((time, i) => (
                <tr key={time}>
                  <th scope="row">{formatInstant(new Date(time), zone)}</th>
                  {columns.map(({ label, values }) => (
                    <td key={label} class="number">
                      {values[i] === null || values[i] === undefined ? '' : formatMeasure(values[i])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
