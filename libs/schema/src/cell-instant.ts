/** The two cell kinds that name a point in time; part of `CellKind`. */
export const InstantKind = { date: 16, timestamp: 32 } as const;

const MINUS = 0x2d;
const COLON = 0x3a;
const DOT = 0x2e;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Value of two digits, or -1. */
function two(bytes: Buffer, at: number): number {
  const tens = (bytes[at] ?? 0) - 0x30;
  const ones = (bytes[at + 1] ?? 0) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function isDate(bytes: Buffer, at: number): boolean {
  const century = two(bytes, at);
  const year = two(bytes, at + 2);
  if (century < 0 || year < 0 || bytes[at + 4] !== MINUS || bytes[at + 7] !== MINUS) return false;
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  if (month < 1 || month > 12 || day < 1) return false;
  const full = century * 100 + year;
  const leap = month === 2 && full % 4 === 0 && (full % 100 !== 0 || full % 400 === 0);
  return day <= (DAYS[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** End of `HH:MM[:SS[.f…]]` at the position, or -1. */
function timeEnd(bytes: Buffer, at: number, end: number): number {
  const hour = two(bytes, at);
  const minute = two(bytes, at + 3);
  if (at + 5 > end || hour < 0 || hour > 23 || bytes[at + 2] !== COLON || minute < 0 || minute > 59) return -1;
  let next = at + 5;
  if (next >= end || bytes[next] !== COLON) return next;
  const second = two(bytes, next + 1);
  if (next + 3 > end || second < 0 || second > 59) return -1;
  next += 3;
  if (next >= end || bytes[next] !== DOT) return next;
  const fraction = next + 1;
  next = fraction;
  while (next < end && (bytes[next] ?? 0) >= 0x30 && (bytes[next] ?? 0) <= 0x39) next += 1;
  return next === fraction ? -1 : next;
}

/** Minutes digits of a zone `±HH[:]MM` or `±HH` at the position; undefined where it is no zone. */
function zoneText(bytes: Buffer, at: number, end: number): string | undefined {
  const first = bytes[at] ?? 0;
  if ((first | 0x20) === 0x7a) return at + 1 === end ? 'Z' : undefined;
  if (first !== MINUS && first !== 0x2b) return undefined;
  const hour = two(bytes, at + 1);
  if (hour < 0 || hour > 23) return undefined;
  const sign = first === MINUS ? '-' : '+';
  const head = `${sign}${String(hour).padStart(2, '0')}`;
  if (at + 3 === end) return `${head}:00`;
  const minutesAt = bytes[at + 3] === COLON ? at + 4 : at + 3;
  const minute = two(bytes, minutesAt);
  return minutesAt + 2 === end && minute >= 0 && minute <= 59
    ? `${head}:${String(minute).padStart(2, '0')}`
    : undefined;
}

function isSeparator(byte: number | undefined): boolean {
  return byte === 0x54 || byte === 0x74 || byte === 0x20;
}

/**
 * `date` for `YYYY-MM-DD`, `timestamp` for a date followed by `T` or a space, `HH:MM[:SS[.f…]]` and an optional zone
 * (`Z`, `±HH:MM`, `±HHMM`, `±HH`), else 0. The calendar is checked: 30 February is neither.
 */
export function instantKind(bytes: Buffer, start: number, end: number): number {
  if (end - start < 10 || !isDate(bytes, start)) return 0;
  if (end - start === 10) return InstantKind.date;
  if (!isSeparator(bytes[start + 10])) return 0;
  const time = timeEnd(bytes, start + 11, end);
  if (time < 0) return 0;
  return time === end || zoneText(bytes, time, end) !== undefined ? InstantKind.timestamp : 0;
}

/**
 * Writes a date or timestamp that {@link instantKind} recognises as RFC 3339 date-time without quotes; a missing
 * time is midnight, missing seconds are 00, a missing zone is UTC.
 * @returns the position after it. At most `end - start + 16` bytes are written.
 */
export function writeInstant(out: Buffer, at: number, bytes: Buffer, start: number, end: number): number {
  if (end - start === 10) return at + out.write(`${bytes.toString('latin1', start, end)}T00:00:00Z`, at, 'latin1');
  const time = timeEnd(bytes, start + 11, end);
  let next = at;
  for (let i = start; i < time; i += 1) out[next++] = bytes[i] ?? 0;
  out[at + 10] = 0x54;
  if (time - start === 16) next += out.write(':00', next, 'latin1');
  const zone = time === end ? 'Z' : (zoneText(bytes, time, end) ?? 'Z');
  return next + out.write(zone, next, 'latin1');
}

const RFC_3339 = /^\S{10}T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Whether the bytes are an RFC 3339 date-time with seconds, `T` and a zone, as JSON Schema's format asks. */
export function isRfc3339(bytes: Buffer, start: number, end: number): boolean {
  return (
    end - start >= 20 &&
    instantKind(bytes, start, end) === InstantKind.timestamp &&
    RFC_3339.test(bytes.toString('latin1', start, end))
  );
}
