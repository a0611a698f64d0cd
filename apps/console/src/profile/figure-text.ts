import type { Field, Figure } from '../api/answers.js';
import { formatMeasure } from '../format/number.js';
import { formatDate, formatInstant, type Zone } from '../format/time.js';

/** A figure of a profile: a number, or an instant where the field holds dates. */
export function figureText(value: Figure, field: Pick<Field, 'format'>, zone: Zone): string {
  if (typeof value !== 'string') return formatMeasure(Number(value));
  const instant = new Date(value);
  if (Number.isNaN(instant.getTime())) return value;
  return field.format === 'date'
    ? formatDate(instant)
    : formatInstant(new Date(Math.round(instant.getTime() / 1_000) * 1_000), zone);
}
