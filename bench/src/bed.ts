import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { connectKafka, type KafkaConnection } from '@sluice/kafka';
import { choosePorts, projectRoot, type Stack, stackHome, startStack } from '@sluice/stack';
import mongoose, { type mongo } from 'mongoose';

export const DATABASE = 'bench';
/** A server's mongod takes half of the memory; this much holds a data set of the benchmark. */
const CACHE_GB = 2;

/** The real services that all contenders share, and where the benchmark keeps files. Close it when done. */
export class Bed {
  private constructor(
    readonly stack: Stack,
    readonly kafka: KafkaConnection,
    readonly mongo: mongo.MongoClient,
    /** Programs and packages of the contenders; kept between runs. */
    readonly toolsFolder: string,
    /** Configuration, data and logs of this run. */
    readonly scratch: string,
  ) {}

  static async open(): Promise<Bed> {
    const stack = await startStack({ services: ['kafka', 'mongodb'], mongodbCacheGB: CACHE_GB });
    const toolsFolder = join(stackHome(), 'bench');
    const scratch = join(stack.folder, 'bench');
    mkdirSync(toolsFolder, { recursive: true });
    mkdirSync(scratch, { recursive: true });
    const kafka = connectKafka({ KAFKA_BOOTSTRAP_SERVERS: stack.kafka.bootstrapServers });
    const mongo = await new mongoose.mongo.MongoClient(stack.mongodb.url).connect();
    return new Bed(stack, kafka, mongo, toolsFolder, scratch);
  }

  get database(): mongo.Db {
    return this.mongo.db(DATABASE);
  }

  get mongodPid(): number {
    return this.stack.mongodb.process?.pid ?? 0;
  }

  /**
   * An empty collection with the settings that all contenders get: those that Sluice gives a dataset. Waits until
   * mongod has written what earlier runs left, so that nobody pays for others.
   */
  async freshCollection(name: string): Promise<mongo.Collection> {
    await this.database.dropCollection(name).catch(() => undefined);
    const collection = await this.database.createCollection(name);
    await collection.createIndex({ _ts: 1, _id: 1 });
    await this.mongo.db('admin').command({ fsync: 1 });
    return collection;
  }

  async freePort(): Promise<number> {
    return (await choosePorts(['http'], {})).http;
  }

  async close(): Promise<void> {
    await this.mongo.close();
    await this.kafka.close();
    await this.stack.stop();
  }
}

/** A path within the clone. */
export function inClone(path: string): string {
  return join(projectRoot(), path);
}
