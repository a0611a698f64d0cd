/** A value of a record as a filter takes it: texts that would be taken for something else in double quotes. */
export function quoteValue(value: null | boolean | number | bigint | string): string {
  if (typeof value !== 'string') return String(value);
  return value === 'null' || /^"[^]*"$/.test(value) ? JSON.stringify(value) : value;
}
