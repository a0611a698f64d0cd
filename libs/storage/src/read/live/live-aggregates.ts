import { SluiceError } from '@sluice/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import type { AggregatePlan } from '../../query/aggregate-plan.js';
import type { LiveAggregatePlan } from '../../query/live-aggregate-plan.js';
import { allOf, timeRange } from '../../query/selection.js';
import type { Aggregator } from '../aggregate/aggregator.js';
import type { LiveHub, Subscription } from './live-hub.js';
import type { LiveEvent } from './record-finder.js';
import { type TimeSpan, TouchedWindows } from './touched-windows.js';

/** Who follows an aggregate. */
export interface AggregateSubscriber {
  /** JSON text of the whole aggregate, in place of all that was told before. */
  onSnapshot(json: string): void;
  /** JSON text of the rows of some windows, in place of all rows within their `from` and `to`. */
  onRows(json: string): void;
  /** Nothing comes any more. */
  onEnd(reason: string): void;
}

interface Joiner {
  readonly subscriber: AggregateSubscriber;
  readonly welcome: () => void;
  readonly refuse: (error: unknown) => void;
}

/** Computing takes at most a fifth of the time, and comes once a second at most. */
const PAUSE_RATIO = 4;
const MIN_PAUSE_MS = 1_000;
const RETRY_MS = 1_000;

/**
 * Keeps aggregates up to date for subscribers by computing anew what changes touch: the windows of records that were
 * inserted; all of it where one was replaced, as nobody knows in which window it was before. Subscribers of the same
 * aggregate share the work.
 */
export class LiveAggregates {
  private readonly shared = new Map<string, SharedAggregate>();

  constructor(
    private readonly hub: LiveHub,
    private readonly aggregator: Aggregator,
  ) {}

  /**
   * Joins and tells the whole aggregate.
   * @throws SluiceError as {@link LiveHub.subscribe} and {@link Aggregator.run} do
   */
  async join(plan: LiveAggregatePlan, subscriber: AggregateSubscriber): Promise<Pick<Subscription, 'leave'>> {
    const name = `${plan.aggregate.dataset}\n${plan.kind}`;
    let shared = this.shared.get(name);
    if (shared === undefined) {
      const made = new SharedAggregate(plan, this.hub, this.aggregator, () => {
        if (this.shared.get(name) === made) this.shared.delete(name);
      });
      this.shared.set(name, (shared = made));
    }
    return shared.join(subscriber);
  }
}

class SharedAggregate {
  private readonly members = new Set<AggregateSubscriber>();
  private joiners: Joiner[] = [];
  private readonly touched: TouchedWindows;
  private readonly subscription: Promise<Subscription>;
  private isWorking = false;
  private hasEnded = false;
  /** Ends the pause between computations. */
  private rest = new AbortController();

  constructor(
    private readonly plan: LiveAggregatePlan,
    hub: LiveHub,
    private readonly aggregator: Aggregator,
    private readonly onGone: () => void,
  ) {
    this.touched = new TouchedWindows(plan.aggregate.window);
    this.subscription = hub.subscribe(plan.changes, {
      onEvents: (events) => this.take(events),
      onGap: () => {
        this.touched.addAll();
        this.wake();
      },
      onEnd: (reason) => this.end(reason),
    });
    this.subscription.catch(() => this.onGone());
  }

  /** What changed before the snapshot is in it, and what changes after it touches windows that are told next. */
  async join(subscriber: AggregateSubscriber): Promise<Pick<Subscription, 'leave'>> {
    await this.subscription;
    try {
      await new Promise<void>((welcome, refuse) => {
        this.joiners.push({ subscriber, welcome, refuse });
        this.rest.abort();
        this.wake();
      });
    } catch (error) {
      this.leave(subscriber);
      throw error;
    }
    return { leave: () => this.leave(subscriber) };
  }

  private leave(subscriber: AggregateSubscriber): void {
    this.members.delete(subscriber);
    if (this.members.size === 0 && this.joiners.length === 0) this.end('nobody is left');
  }

  private end(reason: string): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.rest.abort();
    this.onGone();
    void this.subscription.then((subscription) => subscription.leave());
    for (const member of this.members) member.onEnd(reason);
    this.members.clear();
    const ended = new SluiceError('STORE_UNAVAILABLE', `watching ${this.plan.aggregate.dataset}: ${reason}`);
    for (const { refuse } of this.joiners.splice(0)) refuse(ended);
  }

  private take(events: readonly LiveEvent[]): void {
    const { path } = this.plan.aggregate.time;
    for (const { json, isNew } of events) {
      if (isNew) this.touched.add(instantIn(json, path));
      else this.touched.addAll();
    }
    this.wake();
  }

  private wake(): void {
    if (!this.isWorking) void this.work();
  }

  /** One computation after another, so that what is told later was read later. */
  private async work(): Promise<void> {
    this.isWorking = true;
    while (!this.hasEnded && (this.joiners.length > 0 || !this.touched.isNone)) {
      const startedAt = performance.now();
      if (this.joiners.length > 0) await this.welcome();
      else await this.update();
      if (this.joiners.length === 0) await this.pause((performance.now() - startedAt) * PAUSE_RATIO);
    }
    this.isWorking = false;
  }

  private async pause(ms: number): Promise<void> {
    this.rest = new AbortController();
    await delay(Math.max(MIN_PAUSE_MS, ms), undefined, { signal: this.rest.signal }).catch(() => undefined);
  }

  private async welcome(): Promise<void> {
    const joiners = this.joiners.splice(0);
    try {
      const json = String(await this.aggregator.run(this.plan.aggregate));
      for (const { subscriber, welcome } of joiners) {
        this.members.add(subscriber);
        subscriber.onSnapshot(json);
        welcome();
      }
    } catch (error) {
      for (const { refuse } of joiners) refuse(error);
    }
  }

  private async update(): Promise<void> {
    const spans = this.touched.take();
    try {
      if (spans === undefined) {
        const json = String(await this.aggregator.run(this.plan.aggregate));
        for (const member of this.members) member.onSnapshot(json);
        return;
      }
      for (const span of spans) {
        const rows = String(await this.aggregator.run(within(this.plan.aggregate, span)));
        const [from, to] = [new Date(span.from), new Date(span.to)].map((time) => time.toISOString());
        for (const member of this.members) member.onRows(`{"from":"${from}","to":"${to}",${rows.slice(1)}`);
      }
    } catch (error) {
      if (!(error instanceof SluiceError) || error.kind !== 'transient') {
        this.end(error instanceof Error ? error.message : 'computing failed');
        return;
      }
      this.touched.addAll(); // whatever was told of it already is told again
      await delay(RETRY_MS);
    }
  }
}

function within(plan: AggregatePlan, { from, to }: TimeSpan): AggregatePlan {
  return { ...plan, filter: allOf([plan.filter, ...timeRange(plan.time, new Date(from), new Date(to))]) };
}

/** Milliseconds since the epoch; not a number where the record has no such date. */
function instantIn(json: string, path: readonly string[]): number {
  let value = JSON.parse(json) as unknown;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return Number.NaN;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}
