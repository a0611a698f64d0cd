import { SluiceError } from '@sluice/contracts';
import type { Connection, mongo } from 'mongoose';
import type { DatasetCatalog } from '../models/dataset-catalog.js';
import type { BucketStore, KeptBuckets } from './bucket-store.js';
import { BucketTask, NotOurs, rest } from './bucket-task.js';
import type { BucketProgress, BucketWatch } from './bucket-watch.js';
import { ChangeReader, type Changes, type ChangeSpec, HistoryLost } from './change-reader.js';
import { ensureTimeIndex, keepPreImages } from './prepare-dataset.js';

export interface DatasetKeeperTools {
  readonly connection: Connection;
  readonly store: BucketStore;
  readonly catalog: DatasetCatalog;
  readonly watch: BucketWatch;
}

const WAIT_MS = 1_000;
/** Few large replies rather than many small ones: what a change stream costs is paid by whoever stores. */
const GATHER_MS = 200;
const SAVE_MS = 2_000;
const IDLE_MS = 100;
const RETRY_MS = [500, 10_000] as const;
const MISSING_MS = 1_000;
/** How long a dataset may be neither in the store nor in the catalogue before its buckets are forgotten. */
const GRACE_MS = 60_000;

/** Keeps all buckets of one dataset, by one change stream, as long as this process has the lease. */
export class DatasetKeeper {
  private tasks: readonly BucketTask[] = [];
  private readonly stopping = new AbortController();
  /** Ends a round, after which declarations are read anew. */
  private round = new AbortController();
  readonly ended: Promise<void>;

  constructor(
    readonly dataset: string,
    readonly epoch: number,
    private readonly tools: DatasetKeeperTools,
  ) {
    this.ended = this.keepOn();
  }

  get progress(): BucketProgress[] {
    return this.tasks
      .filter(({ kept }) => kept.state !== 'failed')
      .map(({ kept, asOf }) => ({
        dataset: kept.dataset,
        name: kept.name,
        behindSeconds: asOf === undefined ? Number.NaN : Math.max(0, Date.now() - asOf) / 1_000,
      }));
  }

  /** Whether these are not the declarations that are being kept. */
  differs(declared: readonly KeptBuckets[]): boolean {
    const known = new Set(this.tasks.map(({ kept }) => kept.name));
    return declared.length !== known.size || declared.some(({ name }) => !known.has(name));
  }

  /** Takes declarations in that came or went. */
  refresh(): void {
    this.round.abort();
  }

  stop(): void {
    this.stopping.abort();
    this.round.abort();
  }

  private async keepOn(): Promise<void> {
    let [retryMs]: readonly number[] = RETRY_MS;
    while (!this.stopping.signal.aborted) {
      this.round = new AbortController();
      const beganAt = performance.now();
      try {
        await this.keep(this.round);
      } catch (error) {
        if (error instanceof NotOurs) {
          // Declarations that were dropped meanwhile look alike: who keeps the others is seen in the next round.
          if (!(await this.isOurs())) return;
        } else if (!this.stopping.signal.aborted) {
          this.tools.watch.onTrouble(this.dataset, error);
          if (performance.now() - beganAt > RETRY_MS[1]) [retryMs] = RETRY_MS;
          await rest(retryMs ?? 0, this.stopping.signal);
          retryMs = Math.min(RETRY_MS[1], (retryMs ?? 0) * 2);
        }
      }
    }
  }

  private async isOurs(): Promise<boolean> {
    const declared = await this.tools.store.list(this.dataset).catch(() => []);
    return declared.length > 0 && declared.every(({ epoch }) => epoch <= this.epoch);
  }

  /** A round: from the declarations there are until others come, or something fails. */
  private async keep(round: AbortController): Promise<void> {
    const { store, connection, watch } = this.tools;
    await store.claim(this.dataset, this.epoch);
    const declared = await store.list(this.dataset);
    if (declared.some(({ epoch }) => epoch > this.epoch) || declared.length === 0) return this.stop();
    let operationTime: mongo.Timestamp | undefined;
    const tools = {
      connection,
      store,
      watch,
      epoch: this.epoch,
      signal: round.signal,
      operationTime: () => operationTime as mongo.Timestamp, // work begins after the first reply
    };
    this.tasks = declared.map((kept) => BucketTask.of(kept, tools));
    const tasks = this.tasks.filter(({ kept }) => kept.state !== 'failed');
    if (tasks.length === 0) return rest(MISSING_MS, round.signal);
    const preImages = await keepPreImages(connection, this.dataset);
    if (preImages === undefined) return this.wait(declared, round.signal);
    if (preImages === 'begun') await tasks[0]?.notePreImages();
    await store.prepare();
    for (const task of tasks) await this.index(task);
    const { reader, first } = await this.open(tasks, preImages !== 'none');
    operationTime = first.operationTime;
    try {
      for (const task of tasks) {
        if (task.token === undefined) await task.rebuild('nothing is there yet', first.token);
      }
      const loops = [
        this.follow(tasks, reader, round.signal, (changes) => (operationTime = changes.operationTime)),
        this.work(tasks, round.signal),
      ];
      // Neither outlives the round: what it noted later would be of before.
      const ends = await Promise.allSettled(loops.map((loop) => loop.finally(() => round.abort())));
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    } finally {
      await reader.close();
    }
  }

  private async open(tasks: readonly BucketTask[], hasPreImages: boolean) {
    const timeFields = tasks.map(({ kept }) => kept.timeField);
    const spec: ChangeSpec = { dataset: this.dataset, timeFields, hasPreImages };
    // Positions are ordered as texts.
    const [after] = tasks.flatMap(({ token }) => (token === undefined ? [] : [token])).toSorted();
    if (after === undefined) return ChangeReader.open(this.tools.connection, spec);
    try {
      return await ChangeReader.open(this.tools.connection, { ...spec, after });
    } catch (error) {
      if (!(error instanceof HistoryLost)) throw error;
      const opened = await ChangeReader.open(this.tools.connection, spec);
      for (const task of tasks) await task.rebuild('the history of changes does not reach back', opened.first.token);
      return opened;
    }
  }

  private async follow(
    tasks: readonly BucketTask[],
    reader: ChangeReader,
    signal: AbortSignal,
    onChanges: (changes: Changes) => void,
  ): Promise<void> {
    let savedAt = 0;
    while (!signal.aborted) {
      const beganAt = performance.now();
      const changes = await this.next(reader, tasks);
      const tookMs = performance.now() - beganAt;
      if (changes === undefined) return;
      for (const [i, task] of tasks.entries()) task.take(changes.times[i] ?? [], changes);
      onChanges(changes);
      if (changes.isGone) {
        for (const task of tasks) await task.forget();
        return;
      }
      if (changes.count > 0 || performance.now() - savedAt > SAVE_MS) {
        for (const task of tasks) await task.save(changes);
        savedAt = performance.now();
      }
      for (const task of tasks) {
        if (task.needsRebuild) await task.rebuild('nobody knows what records were before they changed', changes.token);
      }
      if (changes.count > 0) await rest(Math.max(GATHER_MS, tookMs), signal);
    }
  }

  /** Undefined where what follows is lost, and all of it is forgotten. */
  private async next(reader: ChangeReader, tasks: readonly BucketTask[]): Promise<Changes | undefined> {
    try {
      return await reader.next(WAIT_MS);
    } catch (error) {
      if (!(error instanceof HistoryLost)) throw error;
      for (const task of tasks) await task.forget();
      return undefined;
    }
  }

  private async work(tasks: readonly BucketTask[], signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let hasWorked = false;
      for (const task of tasks) {
        try {
          hasWorked = (await task.work()) || hasWorked;
        } catch (error) {
          if (!signal.aborted) throw error; // who ended the round ended what was under way
        }
      }
      if (!hasWorked) await rest(IDLE_MS, signal);
    }
  }

  /** An index that cannot be made is the end of buckets that need it. */
  private async index(task: BucketTask): Promise<void> {
    try {
      await ensureTimeIndex(this.tools.connection, task.kept);
    } catch (error) {
      if (error instanceof SluiceError && error.kind === 'transient') throw error;
      await task.fail(`there is no index that begins with ${task.kept.timeField}, and none can be built`);
      this.round.abort();
    }
  }

  /** There are no records: buckets wait for them, unless the dataset is gone. */
  private async wait(declared: readonly KeptBuckets[], signal: AbortSignal): Promise<void> {
    const isYoung = declared.some(({ createdAt }) => Date.now() - createdAt.getTime() < GRACE_MS);
    if (!isYoung && (await this.tools.catalog.find(this.dataset)) === undefined) {
      await this.tools.store.dropAll(this.dataset);
    }
    await rest(MISSING_MS, signal);
  }
}
