import { ensureTopic } from '@sluice/kafka';
import type { mongo } from 'mongoose';
import type { Bed } from '../bed.js';

const KEPT = 2;

/** One stretch of a soak: a topic and the collection that it goes into. */
export interface Segment {
  readonly topic: string;
  readonly collection: mongo.Collection;
}

/**
 * Topics that take turns, so that a soak needs no more disk than two of them, and every stretch meets a collection of
 * the same size. All of them are made before the consumer starts; old ones are dropped.
 */
export class Segments {
  private readonly segments: Segment[] = [];
  private dropped = 0;

  static async make(bed: Bed, count: number): Promise<Segments> {
    const made = new Segments(bed);
    for (let i = 0; i < count; i += 1) {
      const topic = `soak-${String(i).padStart(3, '0')}`;
      await ensureTopic(bed.kafka, topic, { partitions: 2 });
      made.segments.push({ topic, collection: await bed.freshCollection(topic) });
    }
    return made;
  }

  private constructor(private readonly bed: Bed) {}

  at(index: number): Segment {
    return this.segments[Math.min(index, this.segments.length - 1)]!;
  }

  /** Drops the collection and the topic of what lies more than a segment back. */
  async dropBefore(index: number): Promise<void> {
    for (; this.dropped <= index - KEPT; this.dropped += 1) {
      const { topic, collection } = this.at(this.dropped);
      await collection.drop();
      const admin = await this.bed.kafka.admin();
      await admin.deleteTopicRecords({ topic, partitions: await this.ends(topic) });
    }
  }

  private async ends(topic: string): Promise<{ partition: number; offset: string }[]> {
    const admin = await this.bed.kafka.admin();
    return (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({ partition, offset: high }));
  }
}
