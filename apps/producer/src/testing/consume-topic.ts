import { randomUUID } from 'node:crypto';
import { type KafkaConnection, topicOffsets } from '@sluice/kafka';

export interface Consumed {
  readonly key: string | undefined;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Every record that the topic holds now. */
export async function consumeTopic(connection: KafkaConnection, topic: string): Promise<Consumed[]> {
  const total = (await topicOffsets(connection, topic)).reduce((sum, { low, high }) => sum + Number(high - low), 0);
  const records: Consumed[] = [];
  if (total === 0) return records;
  const consumer = connection.kafka.consumer({ groupId: `test-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
    consumer
      .run({
        eachBatch: ({ batch }) => {
          for (const { key, value, headers } of batch.messages) {
            const texts = Object.entries(headers ?? {}).map(([name, header]) => [name, String(header)]);
            records.push({
              key: key?.toString(),
              value: value ?? Buffer.alloc(0),
              headers: Object.fromEntries(texts) as Record<string, string>,
            });
          }
          if (records.length >= total) resolve();
          return Promise.resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return records;
}
