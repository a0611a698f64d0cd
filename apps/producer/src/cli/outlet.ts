import { connectKafka, kafkaSettings, RecordProducer, schemaRegistrySettings, schemaStoreFor } from '@sluice/kafka';
import { readSettings } from '@sluice/runtime';
import type { Outlet } from '../produce/produce-topic.js';

interface OutletFlags {
  readonly compression: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
  readonly bootstrapServers?: string;
}

/** Connects a command to Kafka by the environment; a flag for the brokers comes before it. */
export async function openOutlet(flags: OutletFlags): Promise<{ outlet: Outlet; close: () => Promise<void> }> {
  const servers = flags.bootstrapServers === undefined ? {} : { KAFKA_BOOTSTRAP_SERVERS: flags.bootstrapServers };
  const values = readSettings([kafkaSettings, schemaRegistrySettings], { ...process.env, ...servers });
  const connection = connectKafka(values);
  const producer = await RecordProducer.open(connection, { compression: flags.compression });
  const close = async (): Promise<void> => {
    await producer.close();
    await connection.close();
  };
  return { outlet: { producer, schemas: schemaStoreFor(values, connection) }, close };
}
