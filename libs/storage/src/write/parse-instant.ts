const COLON = 0x3a;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const MINUTE = 60_000;
const DAY = 86_400_000;
const DAYS = new Uint8Array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);

/** Value of two digits, or NaN. */
function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 0x30;
  const ones = (bytes[at + 1] as number) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant's days_from_civil). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 1;
  const dayOfEra = yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function dateAt(bytes: Uint8Array, at: number): number {
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  // NaN fails every comparison.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1)) return Number.NaN;
  if (bytes[at + 4] !== MINUS || bytes[at + 7] !== MINUS) return Number.NaN;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (DAYS[month] as number) + (leap ? 1 : 0)) return Number.NaN;
  return daysFromCivil(year, month, day) * DAY;
}

/** Offset in milliseconds of `Z`, `±HH:MM`, `±HHMM` or `±HH`, which must fill the rest; else NaN. */
function zoneAt(bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at] as number;
  if ((sign | 0x20) === 0x7a) return at + 1 === end ? 0 : Number.NaN;
  if (sign !== MINUS && sign !== PLUS) return Number.NaN;
  const minutesAt = bytes[at + 3] === COLON && end - at > 3 ? at + 4 : at + 3;
  const bare = end - at === 3;
  if (!bare && minutesAt + 2 !== end) return Number.NaN;
  const hours = two(bytes, at + 1);
  const minutes = bare ? 0 : two(bytes, minutesAt);
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN;
  const offset = (hours * 60 + minutes) * MINUTE;
  return sign === MINUS ? -offset : offset;
}

/**
 * Milliseconds since the epoch of the text in `bytes[start, end)`, or NaN where it is none: `YYYY-MM-DD` for `date`
 * (midnight UTC); RFC 3339 for `date-time`, with `T`, `t` or a space, any number of fraction digits (what is below a
 * millisecond is cut) and a zone, also as `±HHMM` or `±HH` like the `date-time` format of JSON Schema validators.
 * A leap second, which only 23:59:60 UTC can be, is the first instant of the next day.
 */
export function parseInstant(bytes: Uint8Array, start: number, end: number, format: 'date' | 'date-time'): number {
  const length = end - start;
  if (format === 'date') return length === 10 ? dateAt(bytes, start) : Number.NaN;
  if (length < 20) return Number.NaN;
  const separator = bytes[start + 10] as number;
  if ((separator | 0x20) !== 0x74 && separator !== 0x20) return Number.NaN;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return Number.NaN;
  const hour = two(bytes, start + 11);
  const minute = two(bytes, start + 14);
  const second = two(bytes, start + 17);
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return Number.NaN;
  let at = start + 19;
  let fraction = 0;
  if (bytes[at] === DOT) {
    let unit = 100;
    let digit = (bytes[++at] as number) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    for (; at < end && digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - 0x30) {
      fraction += digit * unit;
      unit = unit === 1 ? 0 : (unit / 10) | 0;
    }
  }
  if (at >= end) return Number.NaN;
  const zone = zoneAt(bytes, at, end);
  const time = (hour * 60 + minute) * MINUTE - zone;
  if (second === 60 && ((time % DAY) + DAY) % DAY !== DAY - MINUTE) return Number.NaN;
  return dateAt(bytes, start) + time + second * 1000 + (second === 60 ? 0 : fraction);
}
