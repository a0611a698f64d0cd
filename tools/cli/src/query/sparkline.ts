const BARS = '▁▂▃▄▅▆▇█';

/** A histogram in as many characters as it has bins; a bin without anything is a blank. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(...counts, 1);
  const bar = (count: number): string => BARS[Math.ceil((count / most) * BARS.length) - 1] ?? ' ';
  return counts.map(bar).join('');
}
