import type { Consumer } from 'kafkajs';

/**
 * Knows whether fetches are under way. kafkajs has one loop of fetching for each broker. One of them joins the group
 * anew in the middle of its fetch where leaders or partitions changed; the others then still hand over what they
 * fetched before, and kafkajs takes their offsets for the new assignment's.
 */
export class FetchWatch {
  private readonly open = new Set<number>();
  private readonly brokers = new Set<number>();

  constructor(consumer: Consumer) {
    consumer.on(consumer.events.FETCH_START, ({ payload }) => {
      this.open.add(payload.nodeId);
      this.brokers.add(payload.nodeId);
    });
    consumer.on(consumer.events.FETCH, ({ payload }) => void this.open.delete(payload.nodeId));
    // kafkajs has stopped all loops then
    consumer.on(consumer.events.REBALANCING, () => this.open.clear());
  }

  /** Asked at a join: whether batches fetched before it may be handed over after it. */
  get mayBeStale(): boolean {
    return this.open.size > 0 && this.brokers.size > 1;
  }
}
