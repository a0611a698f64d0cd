const WHOLE = new Intl.NumberFormat('en-US');
const LARGE = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 4 });
const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `10,129` */
export function formatCount(count: number): string {
  return WHOLE.format(count);
}

/** `10.1K`, for places without room. */
export function formatShortCount(count: number): string {
  return count < 100_000 ? WHOLE.format(count) : SHORT.format(count);
}

/** About four significant digits, for statistics and axes. */
export function formatMeasure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-4) return value.toExponential(2);
  if (size >= 1e6) return LARGE.format(value);
  if (size >= 10_000) return WHOLE.format(Math.round(value));
  return String(Number(value.toPrecision(4)));
}

/** `12.4/s`, `3/min`; nothing where nothing comes. */
export function formatRate(perSecond: number): string {
  if (perSecond <= 0) return '';
  if (perSecond >= 100) return `${formatShortCount(Math.round(perSecond))}/s`;
  if (perSecond >= 1) return `${Number(perSecond.toFixed(1))}/s`;
  return `${Number((perSecond * 60).toFixed(perSecond * 60 < 10 ? 1 : 0))}/min`;
}

/** `12.5 %` */
export function formatShare(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %';
  const percent = (part / whole) * 100;
  if (percent < 0.1) return '< 0.1 %';
  if (percent > 99.9 && part < whole) return '> 99.9 %';
  return `${Number(percent.toFixed(percent < 10 ? 1 : 0))} %`;
}
