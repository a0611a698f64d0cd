import cliProgress from 'cli-progress';
import type { FileCounts } from '../produce/batch-sender.js';

const FORMAT = '{file} [{bar}] {percentage}% | {rows} rows | {rate} rows/s | {duration_formatted}';

/** A bar on a terminal's stderr that follows the counts of one file after another; nothing elsewhere. */
export class Progress {
  private readonly bar = new cliProgress.SingleBar(
    { format: FORMAT, stream: process.stderr, hideCursor: true, clearOnComplete: true, barsize: 24 },
    cliProgress.Presets.shades_classic,
  );
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly isVisible: boolean) {}

  start(file: string, size: number, counts: FileCounts): void {
    this.stop();
    if (!this.isVisible) return;
    const started = performance.now();
    const before = counts.rows;
    this.bar.start(Math.max(size, 1), 0, { file, rows: 0, rate: 0 });
    this.timer = setInterval(() => {
      const rate = Math.round(((counts.rows - before) * 1000) / (performance.now() - started));
      const shown = { file, rows: counts.rows.toLocaleString('en'), rate: rate.toLocaleString('en') };
      this.bar.update(Math.min(counts.consumed, size), shown);
    }, 100);
  }

  stop(): void {
    if (this.timer === undefined) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.bar.stop();
  }
}
