import type { Connection, mongo } from 'mongoose';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../connect-mongo.js';
import { type TimeWindow, timeWindow } from '../query/time-window.js';
import type { TimeSpan } from '../read/live/touched-windows.js';
import { buildSlice, type BuiltSlice, TooManyGroups } from './bucket-build.js';
import { idRange } from './bucket-document.js';
import type { BucketStore, KeptBuckets, Progress, StoredSpan } from './bucket-store.js';
import type { BucketWatch } from './bucket-watch.js';
import type { Changes } from './change-reader.js';
import { ALWAYS, DirtyWindows } from './dirty-windows.js';
import { TIME_ZONE_RULES } from './time-zone-rules.js';

/** What a task needs of its keeper. */
export interface TaskTools {
  readonly connection: Connection;
  readonly store: BucketStore;
  readonly watch: BucketWatch;
  readonly epoch: number;
  readonly signal: AbortSignal;
  /** Time of the store when the latest changes were told. */
  readonly operationTime: () => mongo.Timestamp;
}

/** Another process keeps these buckets now, or nobody does. */
export class NotOurs extends Error {}

const QUIET_MS = 1_000;
const SLICE_MS = 500;
const MAX_BUCKETS = 10_000;
const MIN_REST_MS = 50;
/** Rest after a slice, in times of what it took. */
const REST_RATIO = { building: 1, kept: 4, failed: 0 };
const MIN_REBUILD_MS = 60_000;
const REBUILD_RATIO = 10;

/**
 * Keeps the buckets of one declaration. Changes make windows dirty, and dirty ones are computed anew from the records,
 * which may be repeated: the position in the history of changes is noted together with what is dirty at it, and a span is
 * clean with the very write that replaces its buckets.
 */
export class BucketTask {
  readonly division: TimeWindow;
  private dirty: DirtyWindows;
  /** Spans that are left of the first build. */
  private toBuild: TimeSpan | undefined;
  private buildBeganAt = performance.now();
  private nextRebuildAt = 0;
  private restUntil = 0;
  private isBusy: Promise<unknown> = Promise.resolve();

  private constructor(
    public kept: KeptBuckets,
    private readonly tools: TaskTools,
  ) {
    this.division = timeWindow(kept.window, kept.zone);
    this.dirty = this.dirtyOf(kept);
    if (kept.state === 'building' && kept.token !== undefined) this.toBuild = hullOf(kept.dirty);
  }

  static of(kept: KeptBuckets, tools: TaskTools): BucketTask {
    return new BucketTask(kept, tools);
  }

  /** Whether changes since some position have to be worked in; else all is to be built. */
  get token(): string | undefined {
    const areRulesOurs = this.division.calendar === undefined || this.kept.rules === TIME_ZONE_RULES;
    return areRulesOurs ? this.kept.token : undefined;
  }

  get asOf(): number | undefined {
    return this.kept.asOf?.getTime();
  }

  /** Begins with nothing, at a position from which changes are told. */
  async rebuild(reason: string, token: string): Promise<void> {
    const { store, watch, epoch } = this.tools;
    await this.exclusively(async () => {
      const before = this.kept;
      const fresh = await store.restart(before, epoch);
      if (fresh === undefined) throw new NotOurs();
      this.kept = fresh;
      watch.onRebuild(fresh, reason);
      this.buildBeganAt = performance.now();
      // Whatever comes between is told from the position on.
      const range = await this.rangeOfRecords();
      this.toBuild = range;
      this.dirty = this.dirtyOf({ ...fresh, dirty: range === undefined ? [] : [stored(range)] }, range);
      this.nextRebuildAt = performance.now() + MIN_REBUILD_MS;
      await this.note({ token, rules: TIME_ZONE_RULES, ...(range === undefined ? { state: 'kept' } : {}) });
      if (range === undefined) this.onBuilt();
      // Nobody reads them any more, and whoever starts removes what is left.
      store.removeRun(before.run).catch(() => undefined);
    });
  }

  /** The dataset is gone with its history: what comes under its name is built from nothing. */
  async forget(): Promise<void> {
    const { store, epoch } = this.tools;
    await this.exclusively(async () => {
      const before = this.kept;
      const fresh = await store.restart(before, epoch);
      if (fresh === undefined) throw new NotOurs();
      this.kept = fresh;
      await store.removeRun(before.run);
    });
  }

  /** Notes that what records were before a change is kept for the sake of these buckets. */
  async notePreImages(): Promise<void> {
    await this.exclusively(() => this.note({ ownsPreImages: true }));
  }

  /** Works changes in, which are durable only with {@link save}. */
  take(times: readonly number[], { hasUnknown }: Pick<Changes, 'hasUnknown'>): void {
    const now = Date.now();
    if (hasUnknown) this.dirty.touchAll();
    else for (const time of times) this.dirty.touch(time, now);
  }

  /** Notes the position that changes have been taken up to. @throws NotOurs */
  async save({ token, asOf }: Pick<Changes, 'token' | 'asOf'>): Promise<void> {
    await this.exclusively(() => this.note({ token, asOf: new Date(asOf) }));
  }

  /** Whether all of it has to be built anew, and may be by now. */
  get needsRebuild(): boolean {
    return this.kept.state !== 'failed' && this.dirty.isAll && performance.now() >= this.nextRebuildAt;
  }

  /** Computes a part of what is due. Answers false where there is nothing to do now. @throws NotOurs */
  async work(): Promise<boolean> {
    const now = performance.now();
    if (this.kept.state === 'failed' || this.dirty.isAll || now < this.restUntil) return false;
    const { kept, dirty, toBuild } = this;
    const due = dirty.begin(Date.now());
    if (due.length === 0) return false;
    try {
      const built = await this.build(kept, toBuild === undefined ? due : [toBuild]);
      const records = built.reduce((sum, slice) => sum + slice.records, 0);
      await this.exclusively(async () => {
        if (this.kept.run === kept.run) await this.put(kept, built);
      });
      const tookMs = performance.now() - now;
      this.tools.watch.onComputed(kept, records, tookMs);
      this.restUntil = performance.now() + Math.max(MIN_REST_MS, tookMs * REST_RATIO[this.kept.state]);
    } catch (error) {
      if (!(error instanceof TooManyGroups)) throw error;
      await this.fail(`a window has more than ${MAX_BUCKETS} groups; declare shorter windows or fewer groups`);
    } finally {
      dirty.finish([]);
    }
    return true;
  }

  /** Slices of spans, as far as their time goes. */
  private async build(kept: KeptBuckets, due: readonly TimeSpan[]): Promise<BuiltSlice[]> {
    const { connection, signal, operationTime } = this.tools;
    const end = performance.now() + SLICE_MS;
    const built: BuiltSlice[] = [];
    let buckets = 0;
    for (const span of due) {
      const budgetMs = end - performance.now();
      if (built.length > 0 && (budgetMs < 0 || buckets > MAX_BUCKETS / 2)) break;
      const options = { operationTime: operationTime(), budgetMs, maxBuckets: MAX_BUCKETS, signal };
      const slice = await buildSlice(connection, kept, this.division, span, options);
      buckets += slice.documents.length;
      built.push(slice);
      if (slice.span.to < span.to) break;
    }
    return built;
  }

  private async put(kept: KeptBuckets, built: readonly BuiltSlice[]): Promise<void> {
    const { store, epoch } = this.tools;
    const spans = built.map(({ span }) => span);
    const reached = spans.at(-1)?.to ?? 0;
    const left = this.toBuild && reached < this.toBuild.to ? { ...this.toBuild, from: reached } : undefined;
    const isBuilt = kept.state === 'building' && left === undefined;
    const dirty = this.dirty.spansAfter(spans).map(stored);
    const progress: Progress = { dirty, ...(isBuilt ? { state: 'kept' } : {}) };
    const ids = spans.map((span) => ({ _id: idRange(kept.run, span) }));
    const documents = built.flatMap((slice) => slice.documents);
    if (!(await store.replace(kept, epoch, ids, documents, progress))) throw new NotOurs();
    this.dirty.finish(spans);
    this.toBuild = left;
    this.kept = { ...this.kept, ...progress };
    if (isBuilt) this.onBuilt();
  }

  /** Gives buckets up that cannot be kept. */
  async fail(reason: string): Promise<void> {
    await this.exclusively(() => this.note({ state: 'failed', reason }));
    this.tools.watch.onFailed(this.kept, reason);
  }

  private onBuilt(): void {
    const tookMs = performance.now() - this.buildBeganAt;
    this.nextRebuildAt = performance.now() + Math.max(MIN_REBUILD_MS, tookMs * REBUILD_RATIO);
    this.tools.watch.onBuilt(this.kept, tookMs);
  }

  private async note(progress: Progress): Promise<void> {
    const { store, epoch } = this.tools;
    const { range } = this.dirty;
    const all: Progress = {
      ...progress,
      dirty: this.dirty.spans.map(stored),
      ...(range === undefined ? {} : { range: stored(range) }),
    };
    if (!(await store.note(this.kept, epoch, all))) throw new NotOurs();
    this.kept = { ...this.kept, ...all };
  }

  /** From the window of the earliest record to the end of that of the latest. */
  private async rangeOfRecords(): Promise<TimeSpan | undefined> {
    const { dataset, timeField } = this.kept;
    const database = await openDatabase(this.tools.connection, `building buckets of ${dataset}`);
    const edge = async (direction: 1 | -1): Promise<number | undefined> => {
      const filter = { [timeField]: { $gt: new Date(ALWAYS.from), $lt: new Date(ALWAYS.to) } };
      const found = await database
        .collection(dataset, { readPreference: 'primary' })
        .findOne(filter, { sort: { [timeField]: direction }, projection: { _id: 0, [timeField]: 1 } });
      const time: unknown = found?.[timeField];
      return time instanceof Date ? time.getTime() : undefined;
    };
    const [first, last] = [await edge(1), await edge(-1)];
    if (first === undefined || last === undefined) return undefined;
    return { from: this.division.floor(first), to: this.division.next(this.division.floor(last)) };
  }

  private dirtyOf({ dirty, range }: KeptBuckets, found?: TimeSpan): DirtyWindows {
    return new DirtyWindows(this.division, QUIET_MS, dirty.map(spanOf), found ?? (range && spanOf(range)));
  }

  /** One write after the other, so that none notes less than the one before. */
  private async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.isBusy.then(work);
    this.isBusy = done.catch(() => undefined);
    return done;
  }
}

function stored({ from, to }: TimeSpan): StoredSpan {
  return { from: new Date(from), to: new Date(to) };
}

function spanOf({ from, to }: StoredSpan): TimeSpan {
  return { from: from.getTime(), to: to.getTime() };
}

function hullOf(spans: readonly StoredSpan[]): TimeSpan | undefined {
  const [first, last] = [spans[0], spans.at(-1)];
  return first && last && { from: first.from.getTime(), to: last.to.getTime() };
}

/** Rests, or stops resting when the signal says so. */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
