import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { SluiceError } from '@sluice/contracts';
import { lastValueFrom } from 'rxjs';
import type { KafkaConnection } from '../connection.js';
import { BatchConsumer, type BatchConsumerOptions } from './batch-consumer.js';
import type { RecordBatch } from './record-batch-delivery.js';

/** Event pattern of the handler that makes batches durable: `@EventPattern(RECORD_BATCH)`. */
export const RECORD_BATCH = 'sluice.record-batch';

/** What the {@link RECORD_BATCH} handler receives. */
export interface RecordBatchEvent {
  /** Name of the subscription that the batch came by. */
  readonly subscription: string;
  readonly batch: RecordBatch;
}

export interface Subscription extends BatchConsumerOptions {
  readonly name: string;
}

export interface BatchTransportOptions {
  readonly connection: KafkaConnection;
  /** Read when the transport begins to listen. */
  readonly subscriptions: () => readonly Subscription[];
  /** Told of each consumer as it starts. */
  readonly onConsumer: (subscription: string, consumer: BatchConsumer) => void;
  /** The subscription has stopped for good: a delivery or Kafka itself failed with a fatal error. */
  readonly onFatal: (subscription: string, error: SluiceError) => void;
}

/**
 * Nest transport that hands whole batches to one event handler and commits after its observable completes. Each
 * subscription is a consumer group of its own, so that one whose sink is away does not hold up another.
 */
export class KafkaBatchTransport extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('KAFKA_BATCH');
  override readonly propagatesEventHandlerErrors = true;
  private readonly consumers: BatchConsumer[] = [];

  constructor(private readonly options: BatchTransportOptions) {
    super();
  }

  listen(callback: (error?: unknown) => void): void {
    const handler = this.messageHandlers.get(RECORD_BATCH);
    if (!handler) {
      callback(new SluiceError('INTERNAL', `listening for batches: no @EventPattern('${RECORD_BATCH}') handler`));
      return;
    }
    for (const subscription of this.options.subscriptions()) {
      const { name } = subscription;
      const deliver = async (batch: RecordBatch): Promise<void> => {
        const event: RecordBatchEvent = { subscription: name, batch };
        await lastValueFrom(this.transformToObservable(await handler(event)), { defaultValue: undefined });
      };
      const consumer = new BatchConsumer(this.options.connection, subscription, deliver, (error) =>
        this.options.onFatal(name, error),
      );
      this.consumers.push(consumer);
      this.options.onConsumer(name, consumer);
      consumer.start();
    }
    callback();
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
  }

  override on(): void {
    throw new SluiceError('INTERNAL', 'subscribing to events of the batch transport: it emits none');
  }

  override unwrap<T>(): T {
    throw new SluiceError('INTERNAL', 'unwrapping the batch transport: it has one client per subscription');
  }
}
