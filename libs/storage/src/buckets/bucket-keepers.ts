import type { Connection } from 'mongoose';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatasetCatalog } from '../models/dataset-catalog.js';
import { BucketLease } from './bucket-lease.js';
import type { BucketStore, KeptBuckets } from './bucket-store.js';
import { rest } from './bucket-task.js';
import type { BucketProgress, BucketWatch } from './bucket-watch.js';
import { DatasetKeeper, type DatasetKeeperTools } from './dataset-keeper.js';

const SWEEP_MS = 2_000;
const LEASE_MS = 10_000;
const STOP_MS = 5_000;
/** What the log calls troubles that are of no dataset. */
const ALL = '*';

/** Keeps the buckets of all datasets that no other process keeps. Trouble is told and never thrown. */
export class BucketKeepers {
  private readonly keepers = new Map<string, DatasetKeeper>();
  private readonly lease: BucketLease;
  private readonly stopping = new AbortController();
  private nap = new AbortController();
  private sweeping: Promise<void> | undefined;
  private readonly tools: DatasetKeeperTools;

  constructor(
    connection: Connection,
    private readonly store: BucketStore,
    catalog: DatasetCatalog,
    private readonly watch: BucketWatch,
  ) {
    this.lease = new BucketLease(connection, randomUUID(), LEASE_MS);
    this.tools = { connection, store, catalog, watch };
  }

  start(): void {
    this.sweeping ??= this.sweepOn();
  }

  /** Looks at once at what is declared. */
  wake(): void {
    this.nap.abort();
  }

  /** What this process keeps. */
  get progress(): BucketProgress[] {
    return [...this.keepers.values()].flatMap((keeper) => keeper.progress);
  }

  /** Lets others keep from now on. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.nap.abort();
    await this.sweeping;
    const keepers = [...this.keepers.values()];
    for (const keeper of keepers) keeper.stop();
    // An index that is being built is not waited for.
    await Promise.race([Promise.all(keepers.map(({ ended }) => ended)), delay(STOP_MS, undefined, { ref: false })]);
    await Promise.all(keepers.map(({ dataset }) => this.lease.release(dataset).catch(() => undefined)));
  }

  private async sweepOn(): Promise<void> {
    let hasTidied = false;
    while (!this.stopping.signal.aborted) {
      this.nap = new AbortController();
      try {
        const declared = await this.store.list();
        if (declared.length > 0 && !hasTidied) {
          hasTidied = true;
          this.store.removeOrphans().catch((error: unknown) => this.watch.onTrouble(ALL, error));
        }
        await this.sweep(declared);
      } catch (error) {
        this.watch.onTrouble(ALL, error);
      }
      if (!this.stopping.signal.aborted) await rest(SWEEP_MS, this.nap.signal);
    }
  }

  private async sweep(declared: readonly KeptBuckets[]): Promise<void> {
    for (const [dataset, keeper] of this.keepers) {
      if ((await this.lease.take(dataset)) !== keeper.epoch) keeper.stop();
      else if (keeper.differs(declared.filter((one) => one.dataset === dataset))) keeper.refresh();
    }
    for (const dataset of new Set(declared.map((one) => one.dataset))) {
      if (this.keepers.has(dataset) || this.stopping.signal.aborted) continue;
      const epoch = await this.lease.take(dataset);
      if (epoch === undefined) continue;
      const keeper = new DatasetKeeper(dataset, epoch, this.tools);
      this.keepers.set(dataset, keeper);
      void keeper.ended.then(() => this.keepers.delete(dataset));
    }
  }
}
