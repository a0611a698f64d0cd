import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConsumerRunConfig } from 'kafkajs';
import type { KafkaConnection } from '../connection.js';
import { BatchConsumer, type BatchConsumerOptions } from './batch-consumer.js';
import type { DeliverBatch } from './record-batch-delivery.js';

const EVENTS = { CRASH: 'c', GROUP_JOIN: 'j', FETCH: 'f', FETCH_START: 's', REBALANCING: 'r', END_BATCH_PROCESS: 'e' };

/** kafkajs' consumer as far as BatchConsumer sees it; a test plays what happens inside. */
class Group extends EventEmitter {
  readonly events = EVENTS;
  readonly commits: { partition: number; offset: string }[] = [];
  resolved: string[] = [];
  sessions = 0;
  private config: ConsumerRunConfig = {};

  connect = () => Promise.resolve();
  subscribe = () => Promise.resolve();
  disconnect = () => Promise.resolve();
  pause = () => undefined;
  run = (config: ConsumerRunConfig) => {
    this.sessions++;
    this.config = config;
    return Promise.resolve();
  };
  refusal: Error | undefined;
  commitOffsets = (offsets: readonly { partition: number; offset: string }[]) => {
    if (this.refusal) return Promise.reject(this.refusal);
    this.commits.push(...offsets);
    return Promise.resolve();
  };
  happens(event: keyof typeof EVENTS, payload: object): void {
    this.emit(EVENTS[event], { payload });
  }
  async handsOver(from: number, count = 1): Promise<void> {
    const messages = Array.from({ length: count }, (_, i) => ({
      offset: String(from + i),
      timestamp: '0',
      value: null,
    }));
    const last = String(from + count - 1);
    const batch = { topic: 't', partition: 0, fetchedOffset: String(from), highWatermark: '100', messages };
    await this.config.eachBatch?.({
      batch: { ...batch, lastOffset: () => last },
      resolveOffset: (offset: string) => this.resolved.push(offset),
      heartbeat: () => Promise.resolve(),
    } as never);
  }
}

describe('BatchConsumer', () => {
  let consumer: BatchConsumer | undefined;
  /** As the broker tells it, changed where a test makes the topic again. */
  let topicId: string;
  let committed: { partition: number; offset: string; metadata: string | null };
  beforeEach(() => {
    topicId = 'first';
    committed = { partition: 0, offset: '-1', metadata: null };
  });
  afterEach(() => consumer?.stop());

  async function started(deliver: DeliverBatch, change: Partial<BatchConsumerOptions> = {}, high = 10): Promise<Group> {
    const group = new Group();
    const admin = {
      listTopics: () => Promise.resolve(['t']),
      fetchOffsets: () => Promise.resolve([{ topic: 't', partitions: [committed] }]),
      fetchTopicOffsets: () => Promise.resolve([{ partition: 0, low: '0', high: String(high) }]),
    };
    const connection = {
      kafka: { consumer: () => group },
      admin: () => Promise.resolve(admin),
      topicIds: () => Promise.resolve(new Map([['t', topicId]])),
    };
    const options: BatchConsumerOptions = {
      groupId: 'g',
      topics: ['t'],
      fromBeginning: true,
      maxBytesInFlight: 1_000_000,
      fetchMaxBytes: 1_000,
      fetchMaxBytesPerPartition: 1_000,
      sessionTimeoutMs: 100,
      commitIntervalMs: 5,
      topicRefreshMs: 10_000,
      drainTimeoutMs: 10,
      ...change,
    };
    consumer = new BatchConsumer(connection as unknown as KafkaConnection, options, deliver, () => undefined);
    consumer.start();
    await happened(() => group.sessions === 1);
    group.happens('GROUP_JOIN', { memberAssignment: { t: [0] } });
    return group;
  }

  it('takes nothing that another broker loop fetched before a join, and begins anew', async () => {
    const group = await started(() => new Promise(() => undefined));
    group.happens('FETCH_START', { nodeId: 1 });
    group.happens('FETCH_START', { nodeId: 2 });
    await group.handsOver(0);
    group.happens('GROUP_JOIN', { memberAssignment: { t: [0] } });
    await group.handsOver(1);
    expect(group.resolved).toEqual(['0']);
    await happened(() => group.sessions === 2);
  });

  it('goes on after a join for which all loops had stopped', async () => {
    const group = await started(() => Promise.resolve());
    for (const nodeId of [1, 2]) group.happens('FETCH_START', { nodeId });
    group.happens('REBALANCING', {});
    group.happens('GROUP_JOIN', { memberAssignment: { t: [0] } });
    await group.handsOver(0);
    await happened(() => group.commits.some(({ offset }) => offset === '1'));
    expect(group.sessions).toBe(1);
  });

  it('keeps where it began at the end of a partition, so that a restart does not begin behind what is in flight', async () => {
    const group = await started(() => new Promise(() => undefined), { fromBeginning: false }, 40);
    await happened(() => group.commits.length > 0); // before the first record: one that comes after a crash is not skipped
    expect(group.commits).toEqual([{ topic: 't', partition: 0, offset: '40', metadata: 'topic=first' }]);
    await group.handsOver(45);
    await wait(20);
    expect(group.commits).toHaveLength(1);
    group.happens('GROUP_JOIN', { memberAssignment: { t: [0] } });
    await group.handsOver(60);
    await happened(() => group.commits.length > 1);
    expect(group.commits[1]).toMatchObject({ partition: 0, offset: '60' });
  });

  it('commits over control records and aborted transactions, which leave nothing to deliver', async () => {
    const group = await started(() => Promise.resolve());
    group.happens('END_BATCH_PROCESS', {
      topic: 't',
      partition: 0,
      batchSize: 0,
      lastOffset: '9',
      highWatermark: '10',
    });
    await happened(() => group.commits.length > 0);
    expect(group.commits).toMatchObject([{ topic: 't', partition: 0, offset: '10' }]);
    expect(consumer?.progress.get('t/0')).toMatchObject({ committed: 10, highWatermark: 10 });
  });

  it('begins anew where the group refuses its commits for longer than a session', async () => {
    const group = await started(() => Promise.resolve());
    group.refusal = Object.assign(new Error('old generation'), { type: 'ILLEGAL_GENERATION' });
    await group.handsOver(0);
    await wait(50);
    expect(group.sessions).toBe(1);
    await happened(() => group.sessions === 2);
    group.refusal = undefined;
    group.happens('GROUP_JOIN', { memberAssignment: { t: [0] } });
    await group.handsOver(0);
    await happened(() => group.commits.some(({ offset }) => offset === '1'));
  });

  it('reads a topic that was made again while it was read from the first record', async () => {
    const group = await started(() => Promise.resolve(), { topicRefreshMs: 20 });
    await group.handsOver(0, 5);
    await happened(() => group.commits.some(({ offset }) => offset === '5'));
    topicId = 'second';
    await group.handsOver(5, 5);
    await happened(() => group.sessions === 2);
    expect(group.commits.at(-1)).toEqual({ topic: 't', partition: 0, offset: '0', metadata: 'topic=second' });
  });

  it.each([
    ['of a topic of the same name that is gone', 'topic=zeroth', 2],
    ['of this topic', 'topic=first', 1],
    ['without an id, as other tools commit them', '', 1],
  ])('begins at a committed offset %s as it should', async (_, metadata, sessions) => {
    committed = { partition: 0, offset: '30', metadata };
    const group = await started(() => Promise.resolve());
    await group.handsOver(30, 5);
    await happened(() => group.commits.length > 0);
    expect(group.commits[0]).toMatchObject({ offset: sessions === 2 ? '0' : '35', metadata: 'topic=first' });
    await wait(20);
    expect(group.sessions).toBe(sessions);
    expect(group.commits).toHaveLength(1);
  });

  it('bounds memory, not only payload: many small batches fill it too', async () => {
    const group = await started(() => new Promise(() => undefined), { maxBytesInFlight: 65_536 });
    let taken = 0;
    void (async () => {
      for (; taken < 1_000; taken++) await group.handsOver(taken);
    })();
    await wait(50);
    expect(taken).toBeLessThan(10);
  });

  it('tells that it has not reached Kafka yet', async () => {
    const group = await started(() => Promise.resolve());
    expect(consumer?.trouble).toBeUndefined();
    const away = { kafka: {}, admin: () => new Promise(() => undefined) } as unknown as KafkaConnection;
    const options = { groupId: 'g', topics: ['t'], sessionTimeoutMs: 100, fetchMaxBytes: 1 } as never;
    const other = new BatchConsumer(
      away,
      options,
      () => Promise.resolve(),
      () => undefined,
    );
    expect(other.trouble?.code).toBe('BROKER_UNAVAILABLE');
    expect(group.sessions).toBe(1);
  });
});

async function happened(condition: () => boolean): Promise<void> {
  for (let left = 200; !condition(); left--) {
    if (left === 0) throw new Error('waited in vain');
    await wait(5);
  }
}
