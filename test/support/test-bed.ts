import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKafka, ensureTopic, groupLag, type KafkaConnection, RecordProducer } from '@sluice/kafka';
import { sharedTestStack } from '@sluice/stack';
import { type Collection, MongoClient } from 'mongodb';
import { AppProcess } from './app-process.js';
import { until } from './until.js';

export interface TestBedOptions {
  /** Further connector properties. */
  readonly connector?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly partitions?: number;
  /** Broker and store to use in place of the shared ones. */
  readonly bootstrapServers?: string;
  readonly mongodbUrl?: string;
}

/** One test's own topic, group and database on real services, and the consumers it starts. Close it when done. */
export class TestBed {
  private readonly consumers: AppProcess[] = [];

  private constructor(
    readonly topic: string,
    readonly deadLetterTopic: string,
    readonly kafka: KafkaConnection,
    readonly producer: RecordProducer,
    readonly mongo: MongoClient,
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async open(options: TestBedOptions = {}): Promise<TestBed> {
    const bootstrapServers = options.bootstrapServers ?? (await sharedTestStack()).kafka.bootstrapServers;
    const mongodbUrl = options.mongodbUrl ?? (await sharedTestStack()).mongodb.url;
    const topic = `t-${randomUUID()}`;
    const folder = await mkdtemp(join(tmpdir(), 'sluice-test-'));
    const properties = {
      name: topic,
      'connector.class': 'com.mongodb.kafka.connect.MongoSinkConnector',
      topics: topic,
      database: topic,
      collection: 'sensor',
      'errors.deadletterqueue.topic.name': `dlq.${topic}`,
      ...options.connector,
    };
    await writeFile(join(folder, 'connector.json'), JSON.stringify(properties));
    const kafka = connectKafka({ KAFKA_BOOTSTRAP_SERVERS: bootstrapServers });
    await ensureTopic(kafka, topic, { partitions: options.partitions ?? 2 });
    const producer = await RecordProducer.open(kafka, {});
    const mongo = await new MongoClient(mongodbUrl).connect();
    const env = {
      BOOTSTRAP_SERVER: bootstrapServers,
      MONGO_DB_URL: mongodbUrl,
      CONSUMER_CONNECTORS_PATH: folder,
      CONSUMER_SESSION_TIMEOUT_MS: '6000',
      ...options.env,
    };
    return new TestBed(topic, `dlq.${topic}`, kafka, producer, mongo, folder, env);
  }

  get documents(): Collection {
    return this.mongo.db(this.topic).collection('sensor');
  }

  async startConsumer(env: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const consumer = await AppProcess.start('consumer', { ...this.env, ...env });
    this.consumers.push(consumer);
    return consumer;
  }

  /** Produces `{"n": first}` … as JSON and waits for the broker's acknowledgement. */
  async produceNumbers(first: number, count: number): Promise<void> {
    await this.produce(Array.from({ length: count }, (_, i) => `{"n":${first + i},"text":"record ${first + i}"}`));
  }

  async produce(values: readonly (string | Buffer | null)[]): Promise<void> {
    const records = values.map((value) => ({ key: null, value: value === null ? null : Buffer.from(value) }));
    const reports = await this.producer.send(this.topic, records);
    const failed = reports.find((report) => 'error' in report);
    if (failed) throw new Error('producing test records failed', { cause: failed });
  }

  /** The numbers stored, in order. */
  async storedNumbers(): Promise<number[]> {
    const documents = await this.documents.find({}, { projection: { n: 1 } }).toArray();
    return documents.map(({ n }) => n as number).sort((a, b) => a - b);
  }

  /** Waits until the group has committed all that the topic holds: a consumer killed now has nothing to do again. */
  async untilCommitted(): Promise<void> {
    await until('everything is committed', async () => {
      const lags = await groupLag(this.kafka, `connect-${this.topic}`, [this.topic]);
      return lags.every(({ committed, high }) => committed === high || high === 0n);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop('SIGKILL')));
    await this.producer.close();
    const admin = await this.kafka.admin();
    const topics = (await admin.listTopics()).filter((name) => name.endsWith(this.topic));
    await admin.deleteTopics({ topics });
    await this.kafka.close();
    await this.mongo.db(this.topic).dropDatabase();
    await this.mongo.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
