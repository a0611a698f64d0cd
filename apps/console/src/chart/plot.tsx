import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Zone } from '../format/time.js';
import { usePreferences } from '../preferences.js';
import type { ChartData } from './chart-data.js';
import { columnsOf, plotOptions, showValues } from './plot-options.js';

interface PlotProps {
  readonly data: ChartData;
  readonly zone: Zone;
  readonly label: string;
  /** Index of the instant under the pointer; undefined where there is none. */
  readonly onPoint: (at: number | undefined) => void;
  /** The stretch that was drawn over, in milliseconds. */
  readonly onZoom: (from: number, to: number) => void;
  readonly onKey: (key: string) => boolean;
}

/** Draws lines over time. Drawing over a stretch zooms into it; with the focus arrows move the pointer. */
export function Plot({ data, zone, label, onPoint, onZoom, onKey }: PlotProps): JSX.Element {
  const { theme } = usePreferences();
  const place = useRef<HTMLDivElement>(null);
  const tell = useRef({ onPoint, onZoom });
  tell.current = { onPoint, onZoom };
  const drawn = useRef<{ readonly plot: uPlot; data: ChartData } | undefined>(undefined);
  // With the same lines other values are shown in place, which leaves the pointer and what is being drawn over alone.
  const shape = JSON.stringify([data.lines.map(({ label }) => label), data.band !== undefined]);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const draw = (): void => {
      drawn.current?.plot.destroy();
      const shown = drawn.current?.data ?? data;
      const size = { width: element.clientWidth, height: element.clientHeight };
      const told = {
        onPoint: (at: number | undefined) => tell.current.onPoint(at),
        onZoom: (from: number, to: number) => tell.current.onZoom(from, to),
      };
      const plot = new uPlot(plotOptions(element, size, shown, zone, told), columnsOf(shown), element);
      drawn.current = { plot, data: shown };
    };
    draw();
    const resizing = new ResizeObserver(() => {
      const plot = drawn.current?.plot;
      if (plot && (plot.width !== element.clientWidth || plot.height !== element.clientHeight)) {
        plot.setSize({ width: element.clientWidth, height: element.clientHeight });
      }
    });
    resizing.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    return () => {
      resizing.disconnect();
      scheme.removeEventListener('change', draw);
      drawn.current?.plot.destroy();
      drawn.current = undefined;
    };
  }, [shape, zone, theme]);
  useEffect(() => {
    const { current } = drawn;
    if (!current || current.data === data) return;
    current.data = data;
    showValues(current.plot, data);
  }, [data]);
  return (
    <div
      class="plot"
      ref={place}
      role="img"
      aria-label={label}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || !onKey(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
