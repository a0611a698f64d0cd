import type { JSX } from 'preact';

const HEIGHT = 24;
const STEP = 2;

/** Records of each second of the last minute, for a glance. */
export function Sparkline({ values }: { readonly values: readonly number[] }): JSX.Element {
  const most = Math.max(1, ...values);
  const points = values.map((value, i) => `${i * STEP},${HEIGHT - 1 - (value / most) * (HEIGHT - 2)}`).join(' ');
  const width = (values.length - 1) * STEP;
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} aria-hidden="true">
      <polyline points={points} />
    </svg>
  );
}
