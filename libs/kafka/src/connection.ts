import { type Admin, Kafka, type LogEntry, logLevel } from 'kafkajs';
import { classifyKafkaError } from './classify-kafka-error.js';
import { registerCodecs } from './codecs.js';
import { connectionOptions } from './connection-options.js';
import {
  type Cluster,
  type ClusterBroker,
  createCluster,
  fixRequestQueue,
  takeWholeResponses,
  useSteadyTime,
} from './kafkajs-internals.js';
import { connectSocket } from './network/connect-socket.js';
import { askTopicIds } from './network/topic-ids-request.js';
import type { KafkaValues } from './settings.js';

/** Where kafkajs' own words go, for example a pino logger or Nest's. */
export interface ConnectionLogger {
  debug(facts: object, message: string): void;
}

/**
 * How to reach one Kafka cluster, and the admin client that everything of this process shares. Producers and consumers
 * open connections of their own from it.
 */
export class KafkaConnection {
  private connecting: Promise<Admin> | undefined;
  private cluster: Cluster | undefined;

  constructor(
    readonly kafka: Kafka,
    readonly requestTimeoutMs: number,
  ) {}

  /**
   * The shared admin client, connected at first use; it reconnects by itself.
   * @throws SluiceError as {@link classifyKafkaError} makes it; the next call tries again.
   */
  admin(): Promise<Admin> {
    this.connecting ??= this.connectAdmin();
    return this.connecting;
  }

  private async connectAdmin(): Promise<Admin> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      return admin;
    } catch (error) {
      this.connecting = undefined;
      await admin.disconnect().catch(() => undefined);
      throw classifyKafkaError(error, 'connecting to Kafka');
    }
  }

  /**
   * Ids of the topics that exist, by name; one that is deleted and made again has another. Undefined where brokers know
   * no ids (before Kafka 2.8).
   * @throws SluiceError as {@link classifyKafkaError} makes it; the next call connects anew.
   */
  async topicIds(topics: readonly string[]): Promise<ReadonlyMap<string, string> | undefined> {
    const wasOpen = this.cluster !== undefined;
    try {
      return await this.askCluster((broker) => askTopicIds(broker, topics)).catch((error: unknown) => {
        // a connection that nobody used for a while may have ended
        if (!wasOpen) throw error;
        return this.askCluster((broker) => askTopicIds(broker, topics));
      });
    } catch (error) {
      throw classifyKafkaError(error, `asking for the ids of ${topics.join(', ')}`);
    }
  }

  private async askCluster<T>(ask: (broker: ClusterBroker) => Promise<T>): Promise<T> {
    this.cluster ??= createCluster(this.kafka);
    const { cluster } = this;
    try {
      if (!cluster.isConnected()) await cluster.connect();
      return await ask(await cluster.brokerPool.findConnectedBroker());
    } catch (error) {
      if (this.cluster === cluster) this.cluster = undefined;
      await cluster.disconnect().catch(() => undefined);
      throw error;
    }
  }

  /** Closes its connections. */
  async close(): Promise<void> {
    const { cluster } = this;
    this.cluster = undefined;
    await cluster?.disconnect();
    const admin = await this.connecting?.catch(() => undefined);
    this.connecting = undefined;
    await admin?.disconnect();
  }
}

/**
 * Prepares a connection; nothing is sent yet. What kafkajs logs goes to `logger` at debug level, whatever its own
 * level, and nowhere without one: its errors are thrown as well, and who catches them says once what matters.
 * @throws SluiceError CONFIG_INVALID where the settings contradict each other
 */
export function connectKafka(values: KafkaValues, logger?: ConnectionLogger): KafkaConnection {
  const options = connectionOptions(values);
  registerCodecs();
  fixRequestQueue();
  takeWholeResponses();
  useSteadyTime();
  const kafka = new Kafka({
    ...options,
    socketFactory: connectSocket,
    // longer outages are waited out by producer and consumer themselves; here only elections are
    retry: { initialRetryTime: 100, retries: 5, maxRetryTime: 3_000 },
    logLevel: logger ? logLevel.WARN : logLevel.NOTHING,
    logCreator: () => (entry) => logger && passOn(entry, logger),
  });
  return new KafkaConnection(kafka, options.requestTimeout ?? 30_000);
}

function passOn({ namespace, label, log }: LogEntry, logger: ConnectionLogger): void {
  const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...facts } = log;
  logger.debug({ kafkajs: namespace, kafkajsLevel: label, ...facts }, message);
}
