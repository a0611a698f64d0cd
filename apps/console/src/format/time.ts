export type Zone = 'local' | 'utc';

const two = (value: number): string => String(value).padStart(2, '0');

interface Parts {
  readonly date: string;
  readonly time: string;
  readonly ms: number;
  readonly isMidnight: boolean;
}

function partsOf(instant: Date, zone: Zone): Parts {
  // What a local clock shows is what UTC shows of an instant that is later by the offset.
  const shown = zone === 'utc' ? instant : new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  const [h, m, s, ms] = [shown.getUTCHours(), shown.getUTCMinutes(), shown.getUTCSeconds(), shown.getUTCMilliseconds()];
  return {
    date: shown.toISOString().slice(0, shown.getUTCFullYear() > 9_999 ? 13 : 10),
    time: `${two(h)}:${two(m)}:${two(s)}`,
    ms,
    isMidnight: h + m + s + ms === 0,
  };
}

/** `2015-02-04 17:51:00`, with milliseconds only where there are any. */
export function formatInstant(instant: Date, zone: Zone): string {
  if (Number.isNaN(instant.getTime())) return 'no date';
  const { date, time, ms } = partsOf(instant, zone);
  return `${date} ${time}${ms === 0 ? '' : `.${String(ms).padStart(3, '0')}`}`;
}

/** The calendar's day of a date, which is the same in every zone. */
export function formatDate(instant: Date): string {
  return Number.isNaN(instant.getTime()) ? 'no date' : partsOf(instant, 'utc').date;
}

const WITHOUT_ZONE = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?$/;

/** What somebody typed, as the API reads it: a time without a zone is one of the zone that is shown. */
export function typedInstant(text: string, zone: Zone): string {
  const trimmed = text.trim();
  const match = WITHOUT_ZONE.exec(trimmed);
  if (!match) return trimmed;
  const [year = 0, month = 1, day = 1, h = 0, m = 0, s = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const ms = Number((match[7] ?? '').padEnd(3, '0'));
  const instant =
    zone === 'utc'
      ? Date.UTC(year, month - 1, day, h, m, s, ms)
      : new Date(year, month - 1, day, h, m, s, ms).getTime();
  return new Date(instant).toISOString();
}

/** The IANA name of a zone, for the API. */
export function zoneName(zone: Zone): string {
  return zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

const STEPS: readonly [limit: number, size: number, unit: string][] = [
  [90, 1, 's'],
  [5_400, 60, 'min'],
  [129_600, 3_600, 'h'],
  [3_888_000, 86_400, 'd'],
  [63_072_000, 2_592_000, 'mo'],
];

/** `12 s ago`, `3 h ago`; what is to come is now. */
export function formatAge(instant: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - instant) / 1_000));
  if (seconds < 5) return 'now';
  const [, size, unit] = STEPS.find(([limit]) => seconds < limit) ?? [0, 31_536_000, 'y'];
  return `${Math.round(seconds / size)} ${unit} ago`;
}

/** `1.5 h`, for lengths of windows. */
export function formatLength(ms: number): string {
  const units: readonly [size: number, unit: string][] = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1_000, 's'],
  ];
  const [size, unit] = units.find(([size]) => ms >= size) ?? [1, 'ms'];
  return `${Math.round((ms / size) * 10) / 10} ${unit}`;
}
