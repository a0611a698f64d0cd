import type { Field } from '../api/answers.js';
import { formatMeasure } from '../format/number.js';
import { formatDate, formatInstant, type Zone } from '../format/time.js';

/** A figure of a profile: a number, or an instant where the field holds dates. */
export function figureText(value: number | string, field: Pick<Field, 'format'>, zone: Zone): string {
  if (typeof value === 'number') return formatMeasure(value);
  const instant = new Date(value);
  if (Number.isNaN(instant.getTime())) return value;
  return field.format === 'date'
    ? formatDate(instant)
    : formatInstant(new Date(Math.round(instant.getTime() / 1_000) * 1_000), zone);
}
