import { SluiceError } from '@sluice/contracts';
import type { Connection } from 'mongoose';
import { setTimeout as delay } from 'node:timers/promises';
import type { LivePlan } from '../../query/live-plan.js';
import { changesSince, DatasetFeed, type FeedSpec } from './dataset-feed.js';
import { type Change, findChanged, type LiveEvent } from './record-finder.js';

/** Who takes records as they come. */
export interface LiveSubscriber {
  /** Subscribers of the same get the same array, as far as none was told of a part of it. */
  onEvents(events: readonly LiveEvent[]): void;
  /** Changes are missing: the store does not know the position any more that the subscriber came with. */
  onGap(): void;
  /** Nothing comes any more. */
  onEnd(reason: string): void;
}

/** How a subscriber leaves, and from where on it takes part. */
export interface Subscription {
  readonly position: string;
  leave(): void;
}

interface Member {
  readonly subscriber: LiveSubscriber;
  /** Up to where it has been told. */
  position: string;
  /** Told later, while what was before is being caught up with. */
  held: LiveEvent[] | undefined;
}

interface Group {
  readonly plan: LivePlan;
  readonly members: Set<Member>;
}

const GATHER_MS = 20;
const MAX_GATHER_MS = 250;
const REST_RATIO = 9;
const RETRY_MS = 1_000;
const REOPENINGS = 5;
const BATCH = 1_000;
/** Changes that wait to be looked up; beyond, the store writes faster than it can be read. */
const MAX_WAITING = 200_000;
const MAX_HELD = 20_000;

/** Hands changes of datasets to any number of subscribers, by one change stream for each dataset. */
export class LiveHub {
  private readonly feeds = new Map<string, SharedFeed>();

  constructor(
    private readonly connection: Connection,
    private readonly maxTimeMS: number,
  ) {}

  /** @throws SluiceError transient while MongoDB is away; LIVE_UNSUPPORTED where it is no replica set */
  async subscribe(plan: LivePlan, subscriber: LiveSubscriber): Promise<Subscription> {
    let shared = this.feeds.get(plan.dataset);
    if (shared === undefined) {
      const made = new SharedFeed(this.connection, plan.dataset, this.maxTimeMS, () => {
        if (this.feeds.get(plan.dataset) === made) this.feeds.delete(plan.dataset);
      });
      this.feeds.set(plan.dataset, made);
      shared = made;
    }
    return shared.join(plan, subscriber);
  }

  /** Ends every stream. */
  async close(): Promise<void> {
    await Promise.all([...this.feeds.values()].map((shared) => shared.end('the app is stopping')));
  }
}

class SharedFeed {
  private readonly groups = new Map<string, Group>();
  private feed: DatasetFeed | undefined;
  /** Kinds of plans whose records the feed holds. */
  private covered: ReadonlySet<string> = new Set();
  private opening: Promise<void> | undefined;
  private waiting: Change[] = [];
  private isTelling = false;
  private hasEnded = false;
  private joining = 0;

  constructor(
    private readonly connection: Connection,
    private readonly dataset: string,
    private readonly maxTimeMS: number,
    private readonly onGone: () => void,
  ) {}

  async join(plan: LivePlan, subscriber: LiveSubscriber): Promise<Subscription> {
    this.joining += 1;
    const position = await this.covering(plan).finally(() => (this.joining -= 1));
    const group = this.groupOf(plan);
    const member: Member = {
      subscriber,
      position: plan.after ?? position,
      held: plan.after === undefined ? undefined : [],
    };
    group.members.add(member);
    if (plan.after !== undefined) void this.catchUp(group, member, plan.after);
    return { position: member.position, leave: () => this.leave(group, member) };
  }

  private groupOf(plan: LivePlan): Group {
    const group: Group = this.groups.get(plan.kind) ?? { plan, members: new Set() };
    this.groups.set(plan.kind, group);
    return group;
  }

  /** Where a feed stands that holds what the plan wants. Plans that come while one is being opened share the next. */
  private async covering(plan: LivePlan): Promise<string> {
    for (;;) {
      if (this.hasEnded) throw new SluiceError('STORE_UNAVAILABLE', `watching ${this.dataset}: the stream has ended`);
      if (this.feed !== undefined && this.opening === undefined && this.covered.has(plan.kind))
        return this.feed.position;
      this.groupOf(plan);
      this.opening ??= this.reopen().finally(() => (this.opening = undefined));
      await this.opening;
    }
  }

  /** One feed after the other and never two at once: changes come in their order. */
  private async reopen(): Promise<void> {
    const plans = [...this.groups.values()].map(({ plan }) => plan);
    const before = this.feed;
    this.feed = undefined;
    await before?.close();
    try {
      this.feed = await this.open({
        dataset: this.dataset,
        filters: plans.map(({ filter }) => filter),
        ...(before === undefined ? {} : { after: before.position }),
      });
      this.covered = new Set(plans.map(({ kind }) => kind));
      if (this.hasEnded) await this.feed.close();
    } catch (error) {
      await this.end(error instanceof Error ? error.message : 'the stream cannot be opened');
      throw error;
    }
  }

  /** Others follow already where there is a position: for them it is tried again. */
  private async open(spec: FeedSpec): Promise<DatasetFeed> {
    for (let left = spec.after === undefined ? 0 : REOPENINGS; ; left -= 1) {
      try {
        return await DatasetFeed.open(this.connection, spec, {
          onChange: (change) => this.take(change),
          onEnd: (error) => void this.end(error?.message ?? 'the dataset is gone'),
        });
      } catch (error) {
        if (left === 0) throw error;
        await delay(RETRY_MS);
      }
    }
  }

  async end(reason: string): Promise<void> {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.onGone();
    const members = [...this.groups.values()].flatMap((group) => [...group.members]);
    this.groups.clear();
    for (const { subscriber } of members) subscriber.onEnd(reason);
    await this.feed?.close();
  }

  private leave(group: Group, member: Member): void {
    group.members.delete(member);
    if (group.members.size === 0 && this.groups.get(group.plan.kind) === group) this.groups.delete(group.plan.kind);
    if (this.groups.size === 0 && this.joining === 0) void this.end('nobody is left');
  }

  private take(change: Change): void {
    this.waiting.push(change);
    if (this.waiting.length > MAX_WAITING) void this.end('records come faster than they can be read');
    if (!this.isTelling) void this.tell();
  }

  /** Tells what waits, with what comes within a moment, in batches. */
  private async tell(): Promise<void> {
    this.isTelling = true;
    let spentMs = 0;
    while (this.waiting.length > 0 && !this.hasEnded) {
      // few large tellings rather than many small ones: what it costs is paid by whoever stores
      if (this.waiting.length < BATCH) await delay(Math.min(MAX_GATHER_MS, Math.max(GATHER_MS, spentMs * REST_RATIO)));
      const beganAt = performance.now();
      const changes = this.waiting.slice(0, BATCH);
      try {
        for (const { plan, members } of this.groups.values()) {
          const events = await findChanged(this.connection, plan, changes, this.maxTimeMS);
          if (events.length > 0) for (const member of members) hand(member, events);
        }
        this.waiting = this.waiting.slice(changes.length);
        spentMs = performance.now() - beganAt;
      } catch {
        // The store is away; who has had these events already is not told them again.
        await delay(RETRY_MS);
      }
    }
    this.isTelling = false;
  }

  /** What a subscriber missed while it was away comes first; meanwhile what comes now is held back. */
  private async catchUp({ plan, members }: Group, member: Member, after: string): Promise<void> {
    try {
      const isKnown = await changesSince(this.connection, this.dataset, after, async (changes) => {
        const events = await findChanged(this.connection, plan, changes, this.maxTimeMS);
        tell(member, events);
        return members.has(member);
      });
      if (!isKnown) {
        member.position = '';
        member.subscriber.onGap();
      }
      const { held = [] } = member;
      member.held = undefined;
      tell(member, held);
    } catch (error) {
      members.delete(member);
      member.subscriber.onEnd(error instanceof Error ? error.message : 'catching up failed');
    }
  }
}

function hand(member: Member, events: readonly LiveEvent[]): void {
  if (member.held === undefined) tell(member, events);
  else if (member.held.length + events.length <= MAX_HELD) member.held.push(...events);
  else member.subscriber.onEnd('more came meanwhile than can be held back');
}

/** Tells what a member was not told yet; positions are ordered as texts. */
function tell(member: Member, events: readonly LiveEvent[]): void {
  const isAllFresh = (events[0]?.position ?? '') > member.position;
  const fresh = isAllFresh ? events : events.filter(({ position }) => position > member.position);
  if (fresh.length === 0) return;
  member.position = fresh.at(-1)?.position ?? member.position;
  member.subscriber.onEvents(fresh);
}
