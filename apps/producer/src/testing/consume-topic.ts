import { type KafkaConnection, PartitionReader, topicOffsets } from '@sluice/kafka';

export interface Consumed {
  readonly key: string | undefined;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Every record that the topic holds now, partition by partition. */
export async function consumeTopic(connection: KafkaConnection, topic: string): Promise<Consumed[]> {
  const records: Consumed[] = [];
  for (const { partition } of await topicOffsets(connection, topic)) {
    const reader = new PartitionReader(connection, topic, partition);
    try {
      await reader.catchUp(
        ({ key, value, headers }) => {
          const texts = headers.map(({ name, value: header }) => [name, String(header)] as const);
          records.push({
            key: key?.toString(),
            value: value ?? Buffer.alloc(0),
            headers: Object.fromEntries(texts),
          });
        },
        () => undefined,
      );
    } finally {
      await reader.close();
    }
  }
  return records;
}
