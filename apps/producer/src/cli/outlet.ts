import { setTimeout as wait } from 'node:timers/promises';
import { SluiceError } from '@sluice/contracts';
import {
  type Compression,
  connectKafka,
  ensureTopic,
  kafkaSettings,
  RecordProducer,
  schemaRegistrySettings,
  schemaStoreFor,
} from '@sluice/kafka';
import { readSettings } from '@sluice/settings';
import type { Outlet } from '../produce/produce-topic.js';

interface OutletFlags {
  readonly compression: Compression;
  readonly bootstrapServers?: string;
}

interface OutletOptions {
  readonly notice: (text: string) => void;
  readonly giveUp: AbortSignal;
}

const PATIENCE_MS = 30_000;
const PAUSE_MS = 2_000;
const FLUSH_MS = 10_000;

/**
 * Connects a command to Kafka by the environment; a flag for the brokers comes before it. A broker or registry that is
 * away at the start is waited for half a minute, so that a wrong address does not wait for ever; later it is waited for
 * without limit.
 */
export async function openOutlet(
  flags: OutletFlags,
  { notice, giveUp }: OutletOptions,
): Promise<{ outlet: Outlet; close: () => Promise<void> }> {
  const servers = flags.bootstrapServers === undefined ? {} : { KAFKA_BOOTSTRAP_SERVERS: flags.bootstrapServers };
  const values = readSettings([kafkaSettings, schemaRegistrySettings], { ...process.env, ...servers });
  const connection = connectKafka(values);
  const producer = await RecordProducer.open(connection, { compression: flags.compression });
  const store = schemaStoreFor(values, connection);
  const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        const isTransient = error instanceof SluiceError && error.kind === 'transient';
        if (!isTransient || performance.now() > deadline || giveUp.aborted) throw error;
        notice(`${error.message} (${error.code}); trying again`);
        await wait(PAUSE_MS, undefined, { signal: giveUp }).catch(() => undefined);
      }
    }
  };
  const close = async (): Promise<void> => {
    await producer.close(giveUp.aborted ? 0 : FLUSH_MS);
    await store.close();
    await connection.close();
  };
  return {
    outlet: {
      producer,
      ensureTopic: (topic, spec) => patiently(() => ensureTopic(connection, topic, spec)),
      schemas: { publish: (topic, schema) => patiently(() => store.publish(topic, schema)) },
    },
    close,
  };
}
