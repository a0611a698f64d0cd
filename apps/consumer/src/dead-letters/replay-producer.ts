import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  type DeliveryReport,
  KafkaConnection,
  type OutgoingRecord,
  partitionCount,
  RecordProducer,
} from '@sluice/kafka';

/** A request that replays is not held up longer by a broker that is away. */
const DELIVERY_TIMEOUT_MS = 10_000;

/** Produces replayed records. Few processes ever replay, so it connects at first use. */
@Injectable()
export class ReplayProducer implements OnApplicationShutdown {
  private opening: Promise<RecordProducer> | undefined;

  constructor(private readonly connection: KafkaConnection) {}

  /** Throws TOPIC_UNKNOWN, so that replaying never makes a topic. */
  partitions(topic: string): Promise<number> {
    return partitionCount(this.connection, topic);
  }

  /** One report for each record, as RecordProducer makes it. */
  async send(topic: string, records: readonly OutgoingRecord[]): Promise<DeliveryReport[]> {
    const options = { deliveryTimeoutMs: DELIVERY_TIMEOUT_MS };
    this.opening ??= RecordProducer.open(this.connection, options).catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return (await this.opening).send(topic, records);
  }

  async onApplicationShutdown(): Promise<void> {
    const producer = await this.opening?.catch(() => undefined);
    await producer?.close();
  }
}
