import type { RecordBatch } from '@sluice/kafka/consume';

/** What tells batches apart here. */
export type TurnBatch = Pick<RecordBatch, 'topic' | 'partition' | 'bytes' | 'signal'>;

export interface WriteTurnsOptions {
  /** Writes at once. */
  readonly limit: number;
  /** Batches of a partition must be written in the order of their coming, so they take no turns side by side. */
  readonly ordered: boolean;
  /** Of the batches that share a turn. One that is larger has a turn of its own. */
  readonly maxBytes: number;
}

interface Waiting<B, R> {
  readonly batch: B;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Bounds how many writes run at once. Batches of a topic that have come while all were running share the next one, so
 * that a trickle is written at once, and many small batches, of many partitions, cost few writes. `write` answers with
 * a result for each batch of its turn.
 */
export class WriteTurns<B extends TurnBatch, R> {
  private running = 0;
  private waiting: Waiting<B, R>[] = [];
  private readonly busy = new Set<string>();

  constructor(
    private readonly options: WriteTurnsOptions,
    private readonly write: (batches: readonly B[]) => Promise<readonly R[]>,
  ) {}

  take(batch: B): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ batch, resolve, reject });
      this.begin();
    });
  }

  private begin(): void {
    while (this.running < this.options.limit && this.waiting.length > 0) {
      const turn = this.next();
      if (turn.length === 0) return;
      void this.run(turn);
    }
  }

  /** The first that may be written, and of those behind it what may go with it; no batch overtakes one of its lane. */
  private next(): Waiting<B, R>[] {
    const { ordered, maxBytes } = this.options;
    const closed = new Set(this.busy);
    const turn: Waiting<B, R>[] = [];
    const left: Waiting<B, R>[] = [];
    let bytes = 0;
    for (const one of this.waiting) {
      const { batch } = one;
      const lane = laneOf(batch);
      const first = turn[0]?.batch;
      const fits =
        first === undefined ||
        (batch.topic === first.topic && batch.signal === first.signal && bytes + batch.bytes <= maxBytes);
      if (fits && !closed.has(lane)) {
        turn.push(one);
        bytes += batch.bytes;
      } else {
        left.push(one);
        if (ordered) closed.add(lane);
      }
    }
    this.waiting = left;
    return turn;
  }

  private async run(turn: readonly Waiting<B, R>[]): Promise<void> {
    const lanes = this.options.ordered ? turn.map(({ batch }) => laneOf(batch)) : [];
    this.running += 1;
    for (const lane of lanes) this.busy.add(lane);
    try {
      const results = await this.write(turn.map(({ batch }) => batch));
      for (const [i, { resolve }] of turn.entries()) resolve(results[i] as R); // one for each, as `write` says
    } catch (error) {
      for (const { reject } of turn) reject(error);
    } finally {
      this.running -= 1;
      for (const lane of lanes) this.busy.delete(lane);
      this.begin();
    }
  }
}

function laneOf({ topic, partition }: TurnBatch): string {
  return `${topic}/${partition}`;
}
