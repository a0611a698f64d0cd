/** Bounds how many writes run at once; where order matters, the writes of a lane run one after another. */
export class WriteTurns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly lanes = new Map<string, Promise<unknown>>();

  constructor(
    private readonly limit: number,
    private readonly ordered: boolean,
  ) {}

  take<T>(lane: string, work: () => Promise<T>): Promise<T> {
    if (!this.ordered) return this.bounded(work);
    const previous = this.lanes.get(lane) ?? Promise.resolve();
    const turn = previous.then(() => this.bounded(work));
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.lanes.get(lane) === settled) this.lanes.delete(lane);
      });
    this.lanes.set(lane, settled);
    return turn;
  }

  private async bounded<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}
