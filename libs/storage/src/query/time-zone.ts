const DAY_MS = 86_400_000;

/** A time zone of the IANA database, by the rules that the runtime brings. */
export class TimeZone {
  private readonly format: Intl.DateTimeFormat;

  /** @throws RangeError for a name that is none */
  constructor(readonly name: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Year, month from 0 and day of the calendar on the wall at an instant. */
  dateAt(instant: number): { year: number; month: number; day: number } {
    const local = new Date(instant + this.offsetAt(instant));
    return { year: local.getUTCFullYear(), month: local.getUTCMonth(), day: local.getUTCDate() };
  }

  /** The first instant of a day of the calendar; where midnight is skipped, the end of the gap. */
  startOfDay(year: number, month: number, day: number): number {
    const midnight = utc(year, month, day);
    const before = this.offsetAt(midnight - DAY_MS);
    const after = this.offsetAt(midnight + DAY_MS);
    for (const offset of [before, after]) {
      if (this.offsetAt(midnight - offset) === offset) return midnight - offset;
    }
    let [low, high] = [midnight - Math.max(before, after), midnight - Math.min(before, after)];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  }

  /** Milliseconds that the clock on the wall is ahead of UTC. */
  private offsetAt(instant: number): number {
    const parts = new Map(this.format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
    const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
    const wall = utc(year, part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return wall - Math.floor(instant / 1_000) * 1_000;
  }
}

/** As Date.UTC, without its reading of years below 100. */
function utc(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  return new Date(0).setUTCFullYear(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1_000;
}
