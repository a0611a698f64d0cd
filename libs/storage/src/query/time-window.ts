import { invalidParameter } from './invalid-parameter.js';
import { TimeZone } from './time-zone.js';

/** Beyond these milliseconds there are no dates in JavaScript. */
export const END_OF_TIME = 8e15;

/** A division of time into windows, each from its start up to the start of the next. */
export interface TimeWindow {
  /** Start of the window that holds an instant. Milliseconds since the epoch, as everywhere here. */
  floor(instant: number): number;
  /** Start of the window after the one that starts at `start`. */
  next(start: number): number;
  /** Length of every window, all counted from 1970 in UTC; absent for windows of the calendar. */
  readonly length?: number;
  /** What makes windows of the calendar. */
  readonly calendar?: { readonly unit: CalendarUnit; readonly zone: string };
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const CALENDAR = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type CalendarUnit = (typeof CALENDAR)[number];

const DAY_MS = 86_400_000;
const KEPT_DAYS = 20_000;

/**
 * Windows of a fixed length such as `5m`, counted from 1970 in UTC; or days, weeks from Monday, months, quarters or
 * years of the calendar in a time zone, which are 23 or 25 hours longer or shorter where its clocks change.
 * @throws SluiceError REQUEST_INVALID
 */
export function timeWindow(text: string, zone?: string): TimeWindow {
  const unit = CALENDAR.find((one) => one === text);
  if (unit === 'day' && (zone ?? 'UTC') === 'UTC') return fixedWindows(DAY_MS);
  if (unit !== undefined) return new CalendarWindows(unit, zoneOf(zone ?? 'UTC'));
  const [, digits, name = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  const length = Number(digits) * (UNITS[name] ?? Number.NaN);
  if (!(length > 0)) {
    throw invalidParameter('window', `a length such as 30s, 5m, 1h, 7d, or one of ${CALENDAR.join(', ')},`, '5m');
  }
  if (zone !== undefined) throw invalidParameter('zone', `no zone, or a window of ${CALENDAR.join(', ')},`, 'day');
  return fixedWindows(length);
}

function fixedWindows(length: number): TimeWindow {
  return {
    floor: (instant) => Math.floor(instant / length) * length,
    next: (start) => start + length,
    length,
  };
}

function zoneOf(name: string): TimeZone {
  try {
    if (name.length <= 64) return new TimeZone(name);
  } catch {
    // Not a zone of the runtime's.
  }
  throw invalidParameter('zone', 'a time zone of the IANA database', 'Europe/Berlin');
}

/** Windows of the calendar. Those of a day once seen are known, since asking for the rules of a zone takes long. */
class CalendarWindows implements TimeWindow {
  private readonly byDay = new Map<number, { start: number; end: number }[]>();
  private last = { start: Number.NaN, end: Number.NaN };
  readonly calendar;

  constructor(
    private readonly unit: CalendarUnit,
    private readonly zone: TimeZone,
  ) {
    this.calendar = { unit, zone: zone.name };
  }

  floor(instant: number): number {
    if (instant >= this.last.start && instant < this.last.end) return this.last.start;
    const day = Math.floor(instant / DAY_MS);
    const known = this.byDay.get(day) ?? [];
    let found = known.find(({ start, end }) => instant >= start && instant < end);
    if (found === undefined) {
      const start = this.startAt(instant);
      found = { start, end: this.next(start) };
      if (this.byDay.size >= KEPT_DAYS) this.byDay.clear();
      this.byDay.set(day, [...known, found]);
    }
    this.last = found;
    return found.start;
  }

  next(start: number): number {
    const { year, month, day } = this.zone.dateAt(start);
    switch (this.unit) {
      case 'day':
        return this.zone.startOfDay(year, month, day + 1);
      case 'week':
        return this.zone.startOfDay(year, month, day + 7);
      case 'month':
        return this.zone.startOfDay(year, month + 1, 1);
      case 'quarter':
        return this.zone.startOfDay(year, month + 3, 1);
      default:
        return this.zone.startOfDay(year + 1, 0, 1);
    }
  }

  private startAt(instant: number): number {
    const { year, month, day } = this.zone.dateAt(instant);
    switch (this.unit) {
      case 'day':
        return this.zone.startOfDay(year, month, day);
      case 'week': {
        const sinceMonday = (new Date(new Date(0).setUTCFullYear(year, month, day)).getUTCDay() + 6) % 7;
        return this.zone.startOfDay(year, month, day - sinceMonday);
      }
      case 'month':
        return this.zone.startOfDay(year, month, 1);
      case 'quarter':
        return this.zone.startOfDay(year, month - (month % 3), 1);
      default:
        return this.zone.startOfDay(year, 0, 1);
    }
  }
}
