import { setTimeout as wait } from 'node:timers/promises';
import type { OutgoingRecord, RecordProducer } from '@sluice/kafka';
import { DATASETS, take } from '../datasets.js';

const TICK_MS = 5;
const PREPARED = 10_000;
const CHUNK = 2_000;
/** Records on their way to the broker, at most. */
const MOST_UNDER_WAY = 100_000;

/** Sends small records to a topic that may change, and counts what the broker acknowledged. */
export class Load {
  /** Records that the broker acknowledged, by topic. */
  readonly acknowledged = new Map<string, number>();
  refused = 0;
  private underWay = 0;
  private readonly values = [...take(DATASETS.small.lines(), PREPARED)].map((line) => Buffer.from(line));
  private next = 0;

  constructor(
    private readonly producer: RecordProducer,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly topic: () => string,
  ) {}

  get total(): number {
    return [...this.acknowledged.values()].reduce((sum, count) => sum + count, 0);
  }

  /** At `rate` records a second until the signal aborts; late ones are made up for. */
  async paced(rate: number, signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    for (let sent = 0; !signal.aborted;) {
      const due = Math.floor(((performance.now() - startedAt) * rate) / 1000);
      if (due > sent && this.underWay < MOST_UNDER_WAY) {
        this.send(due - sent);
        sent = due;
      }
      await wait(TICK_MS);
    }
    await this.settled();
  }

  /** As fast as `mayGoOn` allows until the signal aborts. */
  async unpaced(mayGoOn: () => boolean, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (mayGoOn() && this.underWay < MOST_UNDER_WAY / 4) this.send(CHUNK);
      else await wait(TICK_MS);
      await wait(0);
    }
    await this.settled();
  }

  private send(count: number): void {
    const topic = this.topic();
    const records = Array.from({ length: count }, (): OutgoingRecord => {
      const value = this.values[this.next % PREPARED] ?? null;
      this.next += 1;
      return { key: null, value, headers: this.headers, partition: this.next & 1 };
    });
    this.underWay += count;
    void this.producer.send(topic, records).then((reports) => {
      const refused = reports.filter(({ error }) => error !== undefined).length;
      this.refused += refused;
      this.underWay -= count;
      this.acknowledged.set(topic, (this.acknowledged.get(topic) ?? 0) + count - refused);
    });
  }

  private async settled(): Promise<void> {
    while (this.underWay > 0) await wait(TICK_MS);
  }
}
