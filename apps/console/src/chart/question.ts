import type { Dataset, Field } from '../api/answers.js';
import { apiPath, type Parameters } from '../api/client.js';
import { selectionOf, timeFieldOf } from '../filter/selection.js';
import { joinNames, splitNames } from '../format/names.js';
import { type Zone, zoneName } from '../format/time.js';
import type { Route } from '../route/route.js';
import { isNumeric } from '../ui/matching-fields.js';
import { measureName } from './chart-data.js';
import { isCalendar, windowFor } from './windows.js';

export const MEASURES = ['raw', 'avg', 'median', 'min', 'max', 'p95', 'p99', 'sum', 'stddev', 'count'] as const;
export type Measure = (typeof MEASURES)[number];

/** What a chart is asked for, with what stands where the address says nothing. */
export interface ChartQuestion {
  readonly timeField: string;
  readonly fields: readonly string[];
  readonly measure: Measure;
  /** As chosen; `auto` goes by the span. */
  readonly window: string;
  readonly by: string | undefined;
  readonly hasBand: boolean;
  /** Goes on while records come. */
  readonly isFollowed: boolean;
}

/** A field of a dataset whose values say more over time than a constant or an identifier would. */
export function questionOf(dataset: Dataset, { options }: Route): ChartQuestion {
  const first = likeliest(dataset.fields.filter((field) => isNumeric(field) && !field.isAdded));
  const named = splitNames(options.y);
  const fields = named.length > 0 ? named : first === undefined ? [] : [first];
  const measure = MEASURES.find((one) => one === options.measure) ?? 'avg';
  const drawn = fields.length === 0 ? 'count' : measure;
  return {
    timeField: options.timeField ?? timeFieldOf(dataset),
    fields,
    measure: drawn,
    window: options.window ?? 'auto',
    by: options.by,
    hasBand: options.band !== 'off',
    isFollowed: options.follow === 'true' && drawn !== 'raw',
  };
}

/** Whole numbers are often counters and identifiers; what is within objects is seldom the matter itself. */
function likeliest(numeric: readonly Field[]): string | undefined {
  const own = numeric.filter(({ isNested }) => !isNested);
  const of = own.length > 0 ? own : numeric;
  return (of.find(({ types }) => types.includes('number')) ?? of[0])?.name;
}

const POINTS = 800;

/** The route of the API that answers a question; undefined while the window cannot be told. */
export function pathOf(
  dataset: Dataset,
  route: Route,
  question: ChartQuestion,
  zone: Zone,
  spanMs: number | undefined,
): string | undefined {
  const { timeField, fields, measure, by, isFollowed } = question;
  const selection = selectionOf(route, timeField);
  if (measure === 'raw') {
    return apiPath(dataset.name, 'series', [...selection, ['fields', joinNames(fields)], ['points', String(POINTS)]]);
  }
  const window = windowOf(question, spanMs);
  if (window === undefined) return undefined;
  const parameters: Parameters = [
    ...selection,
    ...measuresOf(question).map((name) => ['measures', name] as const),
    ['window', window],
    ...(isCalendar(window) ? [['zone', zoneName(zone)] as const] : []),
    ...(by === undefined ? [] : [['by', joinNames([by])] as const]),
    // A window without records is a gap, and without groups they cost little. What is followed comes without them.
    ...(by === undefined && !isFollowed ? [['fill', 'null'] as const] : []),
  ];
  return apiPath(dataset.name, isFollowed ? 'live/aggregate' : 'aggregate', parameters);
}

/** The window that is asked for. */
export function windowOf({ window }: ChartQuestion, spanMs: number | undefined): string | undefined {
  if (window !== 'auto') return window;
  return spanMs === undefined ? undefined : windowFor(spanMs);
}

function measuresOf({ measure, fields, by, hasBand }: ChartQuestion): string[] {
  if (measure === 'count') return ['count'];
  const [first] = fields;
  const isBanded = hasBand && fields.length === 1 && by === undefined && first !== undefined;
  const band = isBanded ? ['min', 'max'].map((one) => measureName(one, first)) : [];
  return [...new Set(['count', ...fields.map((field) => measureName(measure, field)), ...band])];
}
