import { Presets, SingleBar } from 'cli-progress';

const QUIET_STEP = 0.1;

/** Records in the store out of those expected: a bar on a terminal, a line every tenth elsewhere. */
export class StoreProgress {
  private readonly bar: SingleBar | undefined;
  private said = 0;

  constructor(private readonly total: number) {
    if (!process.stderr.isTTY) return;
    const format = 'file → Kafka → MongoDB {bar} {percentage}% | {value}/{total} records stored | {duration_formatted}';
    this.bar = new SingleBar({ format, hideCursor: true, stream: process.stderr }, Presets.shades_classic);
    this.bar.start(total, 0);
  }

  update(stored: number): void {
    this.bar?.update(Math.min(stored, this.total));
    const share = stored / this.total;
    if (this.bar !== undefined || share < this.said + QUIET_STEP) return;
    this.said = Math.floor(share / QUIET_STEP) * QUIET_STEP;
    process.stderr.write(`stored ${stored} of ${this.total} records\n`);
  }

  stop(): void {
    this.bar?.stop();
  }
}
