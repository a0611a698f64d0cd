import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { SluiceError } from '@sluice/contracts';
import type { BatchConsumer, RecordBatchEvent, Subscription } from '@sluice/kafka/consume';
import type { Connector } from './connector.js';
import type { ConsumerValues } from './consumer.config.js';

/** Whether the records or the configuration of one connector are at fault, so that the others run on. */
function isItsOwn({ code, kind }: SluiceError): boolean {
  return kind === 'record' || code === 'CONNECTOR_INTOLERANT' || code === 'CONFIG_INVALID' || code === 'BROKER_REFUSED';
}

/** The connectors of this process. */
@Injectable()
export class Connectors implements OnApplicationShutdown {
  private readonly logger = new Logger('connectors');
  private readonly byName: ReadonlyMap<string, Connector>;

  constructor(
    readonly all: readonly Connector[],
    private readonly values: ConsumerValues,
    private readonly stopFatally: (error: unknown) => void,
    /** Closes what the connectors share. */
    private readonly closeShared: () => Promise<void>,
  ) {
    this.byName = new Map(all.map((connector) => [connector.config.name, connector]));
  }

  attach(name: string, consumer: BatchConsumer): void {
    this.named(name).consumer = consumer;
  }

  async deliver({ subscription, batch }: RecordBatchEvent): Promise<void> {
    await this.named(subscription).deliver(batch);
  }

  subscriptions(): Subscription[] {
    const { values } = this;
    return this.all.map(({ config }) => ({
      name: config.name,
      groupId: config.groupId,
      topics: config.topics,
      fromBeginning: config.fromBeginning,
      maxBytesInFlight: values.CONSUMER_IN_FLIGHT_BYTES,
      fetchMaxBytes: values.CONSUMER_FETCH_BYTES,
      fetchMaxBytesPerPartition: values.CONSUMER_FETCH_PARTITION_BYTES,
      sessionTimeoutMs: values.CONSUMER_SESSION_TIMEOUT_MS,
      commitIntervalMs: values.CONSUMER_COMMIT_INTERVAL_MS,
      topicRefreshMs: values.CONSUMER_TOPIC_REFRESH_MS,
      drainTimeoutMs: values.CONSUMER_DRAIN_TIMEOUT_MS,
    }));
  }

  /** A connector that may not go on: alone where its own records are at fault, with the whole process otherwise. */
  fail(name: string, error: SluiceError): void {
    if (!isItsOwn(error)) return this.stopFatally(error);
    this.named(name).failure = error;
    this.logger.error(error);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.all.map(({ sink }) => sink.close()));
    await this.closeShared();
  }

  /** @throws SluiceError CONNECTOR_UNKNOWN */
  known(name: string): Connector {
    const connector = this.byName.get(name);
    if (connector) return connector;
    const names = this.all.map(({ config }) => config.name).join(', ');
    throw new SluiceError('CONNECTOR_UNKNOWN', `looking for connector "${name}": this process runs ${names}`, {
      context: { connector: name },
    });
  }

  private named(name: string): Connector {
    const connector = this.byName.get(name);
    if (!connector) throw new SluiceError('INTERNAL', `finding connector ${name}: there is none`);
    return connector;
  }
}
