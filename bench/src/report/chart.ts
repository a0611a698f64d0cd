import type { ResultRow } from './result-row.js';

const BAR = 16;
const GAP = 6;
const LEFT = 130;
const WIDTH = 420;
const PANEL = LEFT + WIDTH + 110;
const TITLE = 34;

interface Panel {
  readonly title: string;
  readonly value: (row: ResultRow) => number | undefined;
}

const PANELS: readonly Panel[] = [
  { title: 'records/s (longer is better)', value: (row) => row.recordsPerSecond },
  { title: 'CPU seconds per million records (shorter is better)', value: (row) => row.cpuSecondsPerMillionRecords },
];

function bar(row: ResultRow, share: number, label: string, x: number, y: number): string {
  const isOurs = row.contender === 'sluice';
  const colour = isOurs ? '#1f6feb' : row.contender === 'ceiling' ? '#c9d1d9' : '#8b949e';
  const length = Math.max(1, share * WIDTH);
  const middle = y + BAR - 4;
  return [
    `<text x="${x + LEFT - 8}" y="${middle}" text-anchor="end"${isOurs ? ' font-weight="bold"' : ''}>${row.contender}</text>`,
    `<rect x="${x + LEFT}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" fill="${colour}"/>`,
    `<text x="${(x + LEFT + length + 6).toFixed(1)}" y="${middle}">${label}</text>`,
  ].join('\n');
}

function panel(rows: readonly ResultRow[], { value }: Panel, x: number, y: number): string {
  const largest = Math.max(...rows.map((row) => value(row) ?? 0));
  return rows
    .map((row, i) => {
      const found = value(row) ?? 0;
      const label = found.toLocaleString('en', { maximumFractionDigits: found < 100 ? 1 : 0 });
      return bar(row, found / largest, label, x, y + i * (BAR + GAP));
    })
    .join('\n');
}

/** An SVG image: for each data set a block of bars, one panel for speed and one for work. Legible on any background. */
export function chart(rows: readonly ResultRow[]): string {
  const consumed = rows.filter(({ part }) => part === 'consume');
  const parts: string[] = [];
  let y = 8;
  for (const dataset of new Set(consumed.map((row) => row.dataset))) {
    const own = consumed.filter((row) => row.dataset === dataset);
    for (const [i, one] of PANELS.entries()) {
      const title = `<text x="${i * PANEL + LEFT}" y="${y + 18}" font-weight="bold">${dataset}: ${one.title}</text>`;
      parts.push(title, panel(own, one, i * PANEL, y + TITLE));
    }
    y += TITLE + own.length * (BAR + GAP) + 12;
  }
  const [width, height] = [PANEL * PANELS.length, y];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}
