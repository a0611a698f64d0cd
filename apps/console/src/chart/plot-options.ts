import uPlot from 'uplot';
import { formatMeasure } from '../format/number.js';
import type { Zone } from '../format/time.js';
import type { ChartData } from './chart-data.js';
import { lonePoints } from './lone-points.js';
import { palette } from './palette.js';
import { tickTexts } from './time-axis.js';

interface Told {
  readonly onPoint: (at: number | undefined) => void;
  readonly onZoom: (from: number, to: number) => void;
}

const FEW = 60;
/** Part of the windows that hold a value alone. */
const SELDOM = 0.05;
const MIN_DRAG_PX = 6;

/** What of a chart depends on its values. */
interface Values {
  /** Lines go on over gaps. */
  readonly spanGaps: boolean;
  /** Places of a line that are marked; all where it is undefined. */
  readonly marked: readonly (number[] | undefined)[];
}

function valuesOf({ times, lines, hasOwnTimes }: ChartData): Values {
  const isFew = times.length <= FEW;
  const alone = lines.map(({ values }) => lonePoints(values));
  return {
    // Where records come more seldom than windows, most gaps are none.
    spanGaps: hasOwnTimes || alone.some(({ length }) => length > times.length * SELDOM),
    marked: alone.map((places) => (isFew ? undefined : hasOwnTimes ? [] : places)),
  };
}

/** Shows other values in a chart that is drawn; lines and band are to be those that it was made for. */
export function showValues(plot: uPlot, data: ChartData): void {
  const { spanGaps, marked } = valuesOf(data);
  plot.series.forEach((series, i) => {
    if (i === 0) return;
    series.spanGaps = spanGaps;
    if (i <= data.lines.length && series.points) series.points.filter = () => marked[i - 1] ?? null;
  });
  plot.setData(columnsOf(data));
}

export function columnsOf({ times, lines, band }: ChartData): uPlot.AlignedData {
  const columns = [times, ...lines.map(({ values }) => values), ...(band ? [band.high, band.low] : [])];
  return columns as uPlot.AlignedData; // it asks for lists that may be changed, and changes none
}

/** How a chart looks in the theme of the page. */
export function plotOptions(
  element: Element,
  size: { readonly width: number; readonly height: number },
  data: ChartData,
  zone: Zone,
  { onPoint, onZoom }: Told,
): uPlot.Options {
  const { lines, band } = data;
  const { lines: colours, band: ground, text, grid } = palette(element);
  const font = '12px Inter, system-ui, sans-serif';
  const axis: uPlot.Axis = { stroke: text, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  const colour = (i: number): string => colours[i % colours.length] ?? text;
  const { spanGaps, marked } = valuesOf(data);
  const hidden: uPlot.Series = { spanGaps, show: true, width: 0, points: { show: false } };
  return {
    ...size,
    ms: 1,
    tzDate: (instant) => (zone === 'utc' ? uPlot.tzDate(new Date(instant), 'Etc/UTC') : new Date(instant)),
    legend: { show: false },
    padding: [12, 16, 0, 0],
    cursor: {
      drag: { x: true, y: false, setScale: false, dist: MIN_DRAG_PX },
      // Of the band nothing is marked.
      points: { size: (_plot, i) => (i > lines.length ? 0 : 7), width: (_plot, i) => (i > lines.length ? 0 : 2) },
      focus: { prox: 24 },
    },
    scales: { x: { time: true }, y: { range: rangeOf } },
    axes: [
      {
        ...axis,
        size: 44,
        space: 76,
        values: (_plot, ticks, _axis, _space, step) => tickTexts(ticks, step, zone),
      },
      { ...axis, size: widthOfTicks, values: (_plot, ticks) => ticks.map((tick) => formatMeasure(tick)) },
    ],
    series: [
      {},
      ...lines.map(({ label }, i): uPlot.Series => ({
        label,
        stroke: colour(i),
        width: 1.75,
        spanGaps,
        points: {
          show: true,
          size: 5,
          fill: colour(i),
          filter: () => marked[i] ?? null,
        },
      })),
      ...(band ? [hidden, hidden] : []),
    ],
    ...(band ? { bands: [{ series: [lines.length + 1, lines.length + 2], fill: ground }] } : {}),
    hooks: {
      setCursor: [(plot) => onPoint(plot.cursor.idx ?? undefined)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < MIN_DRAG_PX) return;
          onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
        },
      ],
    },
  };
}

/** A little room above and below; lines that touch the edge are hard to read. */
function rangeOf(_plot: uPlot, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  if (low === high) return [low - Math.max(Math.abs(low) * 0.1, 0.5), high + Math.max(Math.abs(high) * 0.1, 0.5)];
  const room = (high - low) * 0.06;
  return [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
}

function widthOfTicks(_plot: uPlot, texts: readonly string[] | null): number {
  const longest = Math.max(3, ...(texts ?? []).map(({ length }) => length));
  return 18 + longest * 7;
}
